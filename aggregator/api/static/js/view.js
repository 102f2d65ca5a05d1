// The view: what is filtered, how it is sorted, what is open; all of it stands in the URL. Pure but for `showInUrl`.

export const NO_FILTER = {
  q: "",
  type: [],
  capability: [],
  provider: [],
  state: [],
  minContext: 0,
  maxSize: 0,
  loaded: false,
};
export const FIRST_VIEW = { ...NO_FILTER, sort: "name", fold: false, open: null };
const ADDED = "added";
const LISTS = ["type", "capability", "provider", "state"];

/** The view that a query string describes; what makes no sense in it is left out. */
export function viewFrom(search) {
  const given = new URLSearchParams(search);
  const view = { ...FIRST_VIEW, q: given.get("q") ?? "", fold: given.get("fold") === "1" };
  for (const name of LISTS) view[name] = [...new Set(given.getAll(name))];
  view.minContext = positive(given.get("min_context"));
  view.maxSize = positive(given.get("max_size_bytes"));
  view.loaded = given.get("loaded") === "1";
  if (/^-?[a-z_]{1,40}$/.test(given.get("sort") ?? "")) view.sort = given.get("sort");
  const [provider, ...name] = (given.get("open") ?? "").split("/");
  if (name.length) view.open = { provider, name: name.join("/") };
  return view;
}

/** The query string of a view; empty for the first view. */
export function searchOf(view) {
  const written = filterParameters(view);
  if (view.sort !== FIRST_VIEW.sort) written.set("sort", view.sort);
  if (view.fold) written.set("fold", "1");
  if (view.open) written.set("open", `${view.open.provider}/${view.open.name}`);
  const text = written.toString();
  return text && `?${text}`;
}

/** The filters under the names that the API gives them. */
export function filterParameters(view) {
  const written = new URLSearchParams();
  if (view.q) written.set("q", view.q);
  for (const name of LISTS) for (const value of view[name]) written.append(name, value);
  if (view.minContext) written.set("min_context", view.minContext);
  if (view.maxSize) written.set("max_size_bytes", view.maxSize);
  if (view.loaded) written.set("loaded", "1");
  return written;
}

/** How many filters are set, the free text not counted. */
export function filterCount(view) {
  return LISTS.filter((name) => view[name].length).length + Boolean(view.minContext) + Boolean(view.maxSize) + view.loaded;
}

/** Whether any filter hides rows. */
export function isFiltered(view) {
  return Boolean(view.q.trim()) || filterCount(view) > 0;
}

/** Put the view into the address bar; as a new entry of the history only what the Back button should undo. */
export function showInUrl(view, { asNewEntry = false } = {}) {
  const search = searchOf(view);
  if (asNewEntry) history.pushState(ADDED, "", search || location.pathname);
  else if (search !== location.search) history.replaceState(history.state, "", search || location.pathname);
}

/** Whether Back leads from here to a view of this page. */
export function isAddedEntry() {
  return history.state === ADDED;
}

function positive(text) {
  const number = Number(text);
  return Number.isSafeInteger(number) && number > 0 ? number : 0;
}
