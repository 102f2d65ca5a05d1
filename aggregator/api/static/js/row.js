// One row of the table: its cells are made once, and each is filled again only when what it shows has changed.

import { COLUMNS } from "./columns.js";
import { now } from "./clock.js";
import { element, foreign, setAttribute, spoken } from "./dom.js";
import { bytes, duration, moment, parameters, tokens } from "./format.js";
import { icon } from "./icons.js";
import { CAPABILITIES, MODEL_STATES, RESEARCH_STATES, TYPES, wordFor } from "./words.js";

const parametersOf = (row) => row.details.parameters;
const sizeOf = (row) => row.details.size_bytes;

/** What of a row each cell shows, and what fills it. */
const CELLS = {
  provider: [(row) => row.provider, fillProvider],
  types: [(row) => row.details.types, fillTypes],
  parameters: [parametersOf, (cell, rows) => fillRange(cell, rows, parametersOf, parameters)],
  quantization: [(row) => row.details.quantization, fillQuantization],
  context: [(row) => [row.details.context_length, row.details.served_context_length], fillContext],
  size: [sizeOf, (cell, rows) => fillRange(cell, rows, sizeOf, bytes)],
  capabilities: [(row) => row.details.capabilities, fillCapabilities],
  loaded: [(row) => row.details.loaded, fillLoaded],
  state: [(row, since) => [row.state, row.last_seen ?? since(row), Math.floor(now() / 1000)], fillState],
  summary: [(row) => [row.details.summary, row.research.state], fillSummary],
};

/** {node, button, mark, cells}: an empty row; the mark says "loaded" where the column has no room. */
export function createRow() {
  const button = element("button", { class: "row-name", type: "button", tabindex: "-1" });
  const cells = {};
  const nodes = COLUMNS.map((column, index) => {
    const role = column.id === "name" ? "rowheader" : "cell";
    const cell = element("div", { class: `cell cell-${column.id}`, role, "aria-colindex": index + 1 });
    cells[column.id] = cell;
    return cell;
  });
  const mark = element("span", { class: "loaded-mark", title: "loaded", hidden: true }, icon("loaded"), spoken(", loaded"));
  cells.name.append(button, mark);
  return { node: element("div", { class: "row", role: "row" }, nodes), button, mark, cells };
}

/** Show an item; `since(row)` is the time from which its state holds. */
export function fillRow({ button, mark, cells }, item, since) {
  const rows = item.entries.map((entry) => entry.row);
  const name = rows[0].name;
  if (button.firstChild?.textContent !== name || !button.firstChild) button.replaceChildren(foreign(name));
  setAttribute(button, "title", name);
  mark.hidden = !rows.some((row) => row.details.loaded);
  for (const [id, [shownOf, fill]] of Object.entries(CELLS)) {
    const cell = cells[id];
    const shown = JSON.stringify(rows.map((row) => shownOf(row, since)));
    if (cell.shown === shown) continue;
    cell.shown = shown;
    cell.replaceChildren();
    fill(cell, rows, since);
  }
}

function fillProvider(cell, rows) {
  cell.append(foreign(rows[0].provider, { class: "clipped", title: rows.map((row) => row.provider).join(", ") }));
  if (rows.length > 1) {
    const others = rows.slice(1).map((row) => row.provider).join(", ");
    cell.append(element("span", { class: "more", "aria-hidden": "true", text: `+${rows.length - 1}` }), spoken(`, ${others}`));
  }
}

function fillTypes(cell, rows) {
  const types = union(rows, "types");
  if (!types.length) return fillUnknown(cell);
  for (const type of types) cell.append(badge(type), spoken(" "));
}

/** The type of a model as a badge. */
export function badge(type) {
  return element("span", { class: `badge type-${type}`, text: wordFor(TYPES, type) });
}

function fillQuantization(cell, rows) {
  const known = distinct(rows.map((row) => row.details.quantization));
  if (!known.length) return fillUnknown(cell);
  cell.append(foreign(known.length === 1 ? known[0] : `${known.length} kinds`, { class: "clipped", title: known.join(", ") }));
}

function fillContext(cell, rows) {
  const most = distinct(rows.map((row) => row.details.context_length));
  const served = distinct(rows.map((row) => row.details.served_context_length));
  const best = most.length ? Math.max(...most) : null;
  const given = served.length ? Math.max(...served) : null;
  if (best === null && given === null) return fillUnknown(cell);
  cell.append(element("span", { class: "number", text: tokens(given ?? best) }));
  if (best !== null && given !== null && best !== given) {
    cell.append(element("span", { class: "aside", title: "what the model can take" }, "of ", tokens(best)));
  }
}

function fillRange(cell, rows, valueOf, format) {
  const known = distinct(rows.map(valueOf)).sort((a, b) => a - b);
  if (!known.length) return fillUnknown(cell);
  cell.append(element("span", { class: "number", text: format(known[0]) }));
  const last = format(known.at(-1));
  if (last !== format(known[0])) cell.append(element("span", { class: "aside", text: `to ${last}` }));
}

function fillCapabilities(cell, rows) {
  const capabilities = union(rows, "capabilities");
  if (!capabilities.length) return fillUnknown(cell);
  for (const capability of capabilities) {
    const word = wordFor(CAPABILITIES, capability);
    cell.append(element("span", { class: "capability", title: word }, icon(capability), spoken(`${word} `)));
  }
}

function fillLoaded(cell, rows) {
  const known = rows.filter((row) => row.details.loaded !== undefined);
  const loaded = known.filter((row) => row.details.loaded).length;
  if (!known.length) return fillUnknown(cell);
  if (!loaded) return cell.append(element("span", { class: "quiet", text: "no" }));
  const text = rows.length === 1 ? "loaded" : `${loaded} of ${rows.length}`;
  cell.append(element("span", { class: "loaded" }, icon("loaded"), text));
}

function fillState(cell, rows, since) {
  const available = rows.filter((row) => row.state === "available");
  const state = available.length ? "available" : "unreachable";
  const word = rows.length === 1 || !available.length ? wordFor(MODEL_STATES, state) : `${available.length} of ${rows.length}`;
  const partly = available.length > 0 && available.length < rows.length;
  cell.append(element("span", { class: `state ${partly ? "partly" : state}` }, element("span", { class: "dot", "aria-hidden": "true" }), word));
  const row = available[0] ?? rows[0];
  const isAvailable = row.state === "available";
  const time = isAvailable ? since(row) : row.last_seen;
  if (!time) return;
  const title = `${isAvailable ? "since" : "last seen"} ${moment(time)}`;
  cell.append(element("span", { class: "aside", title, text: duration((now() - Date.parse(time)) / 1000) }));
}

function fillSummary(cell, rows) {
  const row = rows.find((each) => each.details.summary) ?? rows[0];
  const summary = row.details.summary;
  if (summary) cell.append(foreign(summary, { class: "clipped", title: summary }));
  else if (row.research.state !== "done") {
    cell.append(element("span", { class: `research ${row.research.state}`, text: wordFor(RESEARCH_STATES, row.research.state) }));
  } else fillUnknown(cell);
}

function fillUnknown(cell) {
  cell.append(element("span", { class: "unknown", "aria-hidden": "true", text: "–" }), spoken("unknown"));
}

function union(rows, field) {
  return distinct(rows.flatMap((row) => row.details[field] ?? []));
}

function distinct(values) {
  return [...new Set(values.filter((value) => value !== undefined))];
}
