// The columns of the table in their order, and what each of them is sorted by; pure.

const details = (name) => (row) => row.details[name];
const first = (list) => (list && list.length ? list.join(" ") : undefined);

/** `sort` is the field's name in the URL; `value` gives a number or a text, undefined where nothing is known. */
export const COLUMNS = [
  { id: "name", label: "Name", sort: "name", value: (row) => row.name },
  { id: "provider", label: "Provider", sort: "provider", value: (row) => row.provider },
  { id: "types", label: "Type", sort: "types", value: (row) => first(row.details.types) },
  { id: "parameters", label: "Params", full: "Parameters", sort: "parameters", numeric: true, value: details("parameters") },
  { id: "quantization", label: "Quant", full: "Quantization", sort: "quantization", value: details("quantization") },
  { id: "context", label: "Context", sort: "context_length", numeric: true, value: contextOf },
  { id: "size", label: "Size", full: "Size on disk", sort: "size_bytes", numeric: true, value: details("size_bytes") },
  { id: "capabilities", label: "Capabilities", sort: "capabilities", value: (row) => first(row.details.capabilities) },
  { id: "loaded", label: "Loaded", sort: "loaded", value: (row) => loadedRank(row.details.loaded) },
  { id: "state", label: "State", sort: "state", value: (row) => row.state },
  { id: "summary", label: "Summary", sort: "summary", value: details("summary") },
];

/** The tokens that a request can have: what the server gives, or else what the model can take. */
export function contextOf(row) {
  return row.details.served_context_length ?? row.details.context_length;
}

/** The column that a view is sorted by, and its direction; an unknown one means by name. */
export function sortingOf(sort) {
  const descending = sort.startsWith("-");
  const column = COLUMNS.find((each) => each.sort === sort.slice(descending ? 1 : 0));
  return column ? { column, descending } : { column: COLUMNS[0], descending: false };
}

/** What a click on the head of a column makes of the sorting: numbers begin with the largest. */
export function nextSort(sort, column) {
  const now = sortingOf(sort);
  const opens = column.numeric || column.id === "loaded";
  const descending = now.column === column ? !now.descending : opens;
  return (descending ? "-" : "") + column.sort;
}

function loadedRank(loaded) {
  return loaded === undefined ? undefined : Number(loaded);
}
