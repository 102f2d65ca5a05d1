// Puts the list together and shows its first rows; around.js waits for that, and adds everything else.

import { ModelList } from "./model_list.js";
import { Store } from "./store.js";
import { viewFrom } from "./view.js";

const AGES_MILLISECONDS = 20_000;
const PLACES = ["page", "connection", "providers", "progress", "toolbar", "table", "state", "drawer", "notices"];

export const places = Object.fromEntries(PLACES.map((id) => [id, document.getElementById(id)]));
export const store = new Store({ view: viewFrom(location.search), providers: null, asked: null });
export const list = new ModelList(places, store, (row) => store.set("asked", row));

history.scrollRestoration = "manual"; // closing a drawer with Back must not scroll; rows come and go meanwhile
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, select, textarea, dialog");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  list.filters.focusSearch();
});
new ResizeObserver(([{ target }]) => {
  document.documentElement.style.setProperty("--toolbar-height", `${target.getBoundingClientRect().height}px`);
}).observe(places.toolbar);
let above = 0; // the height of what comes and goes above the table: it must not push what is being read
const heights = new ResizeObserver(() => {
  const now = places.table.parentElement.getBoundingClientRect().top + scrollY;
  if (scrollY > above) scrollBy(0, now - above);
  above = now;
});
heights.observe(places.providers);
heights.observe(places.progress);
setInterval(() => {
  if (!document.hidden) list.table.refresh(); // ages grow
}, AGES_MILLISECONDS);

export const first = await list.readFirst();
await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))); // let the rows be painted
