// Which rows a view shows, and in which order; pure. Sorting comes first and is kept, so that typing only filters.

import { contextOf, sortingOf } from "./columns.js";
import { TYPES, wordFor } from "./words.js";

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** The entries of a catalogue in the order of a view; models without the field come last in both directions. */
export function sorted(entries, sort) {
  const { column, descending } = sortingOf(sort);
  const sign = descending ? -1 : 1;
  const keyed = entries.map((entry) => ({ entry, value: column.value(entry.row) }));
  keyed.sort((a, b) => byValue(a.value, b.value, sign) || byName(a.entry.row, b.entry.row));
  return keyed.map(({ entry }) => entry);
}

/** The entries that pass all filters of a view. */
export function filtered(entries, view) {
  const passes = predicateOf(view);
  return entries.filter((entry) => passes(entry));
}

/** One item a row of the table: an entry, or with `fold` all entries of one model name. */
export function items(entries, fold) {
  if (!fold) return entries.map((entry) => ({ key: entry.key, entries: [entry] }));
  const groups = new Map();
  for (const entry of entries) {
    const group = groups.get(entry.row.name);
    if (group) group.entries.push(entry);
    else groups.set(entry.row.name, { key: `fold ${entry.row.name}`, entries: [entry] });
  }
  return [...groups.values()];
}

function predicateOf(view) {
  const words = view.q.toLowerCase().split(/\s+/).filter(Boolean);
  const anyOf = (wanted) => (wanted.length ? new Set(wanted) : null);
  const [types, capabilities] = [anyOf(view.type), anyOf(view.capability)];
  const [providers, states] = [anyOf(view.provider), anyOf(view.state)];
  return (entry) => {
    const { row } = entry;
    if (providers && !providers.has(row.provider)) return false;
    if (states && !states.has(row.state)) return false;
    if (types && !row.details.types?.some((type) => types.has(type))) return false;
    if (capabilities && !row.details.capabilities?.some((each) => capabilities.has(each))) return false;
    if (view.minContext && !(contextOf(row) >= view.minContext)) return false;
    if (view.maxSize && !(row.details.size_bytes <= view.maxSize)) return false;
    if (view.loaded && !row.details.loaded) return false;
    return words.every((word) => textOf(entry).includes(word));
  };
}

/** Make the texts that are searched before the first key is typed. */
export function prepare(entries) {
  for (const entry of entries) textOf(entry);
}

function textOf(entry) {
  if (entry.text === undefined) {
    const { name, provider, details } = entry.row;
    const types = (details.types ?? []).map((type) => `${type} ${wordFor(TYPES, type)}`);
    const known = [name, provider, details.summary, details.family, details.publisher, details.quantization, ...types];
    entry.text = known.filter(Boolean).join("\n").toLowerCase();
  }
  return entry.text;
}

function byValue(a, b, sign) {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  if (typeof a === "number") return (a - b) * sign;
  return collator.compare(a, b) * sign;
}

function byName(a, b) {
  return collator.compare(a.name, b.name) || compareExactly(a.name, b.name) || compareExactly(a.provider, b.provider);
}

function compareExactly(a, b) {
  return a < b ? -1 : Number(a > b);
}
