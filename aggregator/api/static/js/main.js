// Puts the list together and shows its first rows; around.js waits for that, and adds everything else.

import { ModelList } from "./model_list.js";
import { Store } from "./store.js";
import { viewFrom } from "./view.js";

const AGES_MILLISECONDS = 20_000;
const PLACES = ["page", "connection", "providers", "progress", "toolbar", "table", "state", "drawer", "notices"];

export const places = Object.fromEntries(PLACES.map((id) => [id, document.getElementById(id)]));
export const store = new Store({ view: viewFrom(location.search), providers: null, asked: null });
export const list = new ModelList(places, store, (row) => store.set("asked", row));

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, select, textarea, dialog");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  list.filters.focusSearch();
});
new ResizeObserver(([{ target }]) => {
  document.documentElement.style.setProperty("--toolbar-height", `${target.getBoundingClientRect().height}px`);
}).observe(places.toolbar);
setInterval(() => {
  if (!document.hidden) list.table.refresh(); // ages grow
}, AGES_MILLISECONDS);

export const first = await list.readFirst();
await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))); // let the rows be painted
