// Asks for the first rows of the view in the URL and draws them as bare text; only then every other script is asked
// for. It imports nothing, because each file more that the first rows wait for costs as much as drawing them.

export const KEY_NAME = "llm-aggregator key"; // of the service's key in the session's storage
export const FIRST_ROWS = 60;

const PARAMETERS = ["q", "type", "capability", "provider", "state", "min_context", "max_size_bytes", "loaded", "sort"];
const LOWEST_ROW_PIXELS = 40;
const PATIENCE_MILLISECONDS = 20_000;
const LONGEST_WAIT_MILLISECONDS = 400; // for rows; then the other scripts come first

/** The texts that need no words or units; css/table.css puts each into its column. */
const CELLS = [
  ["name", (row) => row.name],
  ["provider", (row) => row.provider],
  ["quantization", (row) => row.details.quantization],
  ["summary", (row) => row.details.summary],
];

/** {body, seq, date, isFiltered}; null where the service wants something else than this, like a key. Rejects when it is gone. */
export const early = ask(new URLSearchParams(location.search));
const rows = early.then(draw).catch(() => {}); // whoever takes the answer is told

Promise.race([rows, pause(LONGEST_WAIT_MILLISECONDS)]).then(addOtherScripts);

async function ask(given) {
  const wanted = new URLSearchParams();
  for (const name of PARAMETERS) for (const value of given.getAll(name)) wanted.append(name, value);
  wanted.set("limit", FIRST_ROWS);
  const key = sessionStorage.getItem(KEY_NAME);
  const headers = key ? { Authorization: `Bearer ${key}` } : {};
  const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
  const response = await fetch(`/api/models?${wanted}`, { headers, signal }); // as the preload of the page's Link header
  if (!response.ok) return null;
  const seq = Number(response.headers.get("X-Catalogue-Seq") ?? 0);
  const isFiltered = [...wanted.keys()].some((name) => name !== "sort" && name !== "limit");
  return { body: await response.json(), seq, date: response.headers.get("Date"), isFiltered };
}

/** Draw what will be in sight, unless the list itself was faster; resolves once it is painted. */
async function draw(answer) {
  await parsed();
  const place = document.getElementById("state");
  const isFolded = new URLSearchParams(location.search).get("fold") === "1";
  if (!answer?.body.models.length || isFolded || place.firstChild || !document.getElementById("table").hidden) return;
  const inSight = answer.body.models.slice(0, Math.ceil(innerHeight / LOWEST_ROW_PIXELS));
  const body = block("table-body");
  body.append(...inSight.map(rowOf));
  const table = block("table-place first-rows");
  table.setAttribute("aria-hidden", "true"); // the table itself comes in a moment
  table.append(body);
  place.append(table);
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

function rowOf(row) {
  const node = block("row");
  for (const [id, textOf] of CELLS) if (textOf(row)) node.append(block(`cell cell-${id}`, textOf(row)));
  return node;
}

function block(names, text = "") {
  const node = document.createElement("div");
  node.className = names;
  node.textContent = text;
  return node;
}

async function addOtherScripts() {
  await parsed();
  document.head.append(document.importNode(document.getElementById("other-scripts").content, true));
}

function parsed() {
  if (document.readyState !== "loading") return null;
  return new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }));
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
