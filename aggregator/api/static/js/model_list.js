// The list of models: what is known, the view of it, and the table and toolbar that show it.

import { Catalogue } from "./catalogue.js";
import { Filters } from "./filters.js";
import { loadAll, loadFirst } from "./loader.js";
import { filtered, items, prepare, sorted } from "./query.js";
import { brokenState, emptyState, loadingState, nothingFound } from "./states.js";
import { Table } from "./table.js";
import { NO_FILTER, isFiltered, showInUrl } from "./view.js";

const MANY_ROWS = 2000;
const BETWEEN_DRAWINGS_MILLISECONDS = 250; // of many rows, while changes pour in
const RETRY_MILLISECONDS = 3_000;

/** `store` has the parts `view` and `providers`; `onOpen(row)` when the user wants to see one model. */
export class ModelList {
  catalogue = new Catalogue();
  #order = { version: -1, sort: null, entries: [] };
  #readings = 0;
  #said = "";
  #drawing = false;
  #drawn = 0;

  constructor(places, store, onOpen) {
    this.store = store;
    this.places = places;
    this.table = new Table(places.table, {
      onOpen: (item) => onOpen((item.entries.find((entry) => entry.row.state === "available") ?? item.entries[0]).row),
      onSort: (sort) => store.change("view", { sort }),
      since: (row) => this.#since(row),
    });
    this.filters = new Filters(places.toolbar, { rows: () => this.rows(), onView: (fields) => store.change("view", fields), onClear: () => this.#clearFilters() });
    this.filters.show(store.get("view"));
    if (!places.state.firstChild) places.state.replaceChildren(loadingState()); // or the first rows are there already
    store.on(["view"], (view) => this.#viewChanged(view));
    store.on(["providers"], () => this.#providersChanged());
  }

  rows() {
    return [...this.catalogue.entries.values()].map((entry) => entry.row);
  }

  /** The same model on all its providers. */
  siblings(name) {
    return this.rows().filter((row) => row.name === name).sort((a, b) => (a.provider < b.provider ? -1 : 1));
  }

  /** Read and show the first rows, however often it has to be tried; see loadFirst. */
  async readFirst() {
    for (;;) {
      try {
        const read = await loadFirst(this.catalogue, this.store.get("view"));
        this.#draw({ stay: false });
        return read;
      } catch (error) {
        await this.#showBroken(error.status ? error.message : "The service does not answer. It is tried again and again.");
      }
    }
  }

  /** Read all pages; what is known stays in sight meanwhile. `onFirstPage(seq)` after the first. Ends a reading before. */
  async readAll(onFirstPage = () => {}) {
    const reading = ++this.#readings;
    const isWanted = () => reading === this.#readings;
    const onPage = (seq) => {
      onFirstPage(seq);
      prepare(this.catalogue.entries.values());
      this.drawSoon();
    };
    try {
      await loadAll(this.catalogue, onPage, isWanted);
    } catch {
      setTimeout(() => isWanted() && this.readAll(onFirstPage), RETRY_MILLISECONDS);
    }
  }

  /** One change of the journal; the keys of the rows that are different now. */
  change(change) {
    const keys = this.catalogue.apply(change);
    if (keys.length && isWorthMarking(change)) this.table.mark(keys);
    if (keys.length) this.drawSoon();
    return keys;
  }

  /** Draw in the next frame, or a little later when there is much to sort. */
  drawSoon() {
    if (this.#drawing) return;
    this.#drawing = true;
    const isLarge = this.catalogue.entries.size > MANY_ROWS;
    const pause = isLarge ? this.#drawn + BETWEEN_DRAWINGS_MILLISECONDS - performance.now() : 0;
    const draw = () => {
      this.#drawing = false;
      this.#draw({ stay: true });
    };
    if (pause > 0) setTimeout(draw, pause);
    else requestAnimationFrame(draw);
  }

  #draw({ stay }) {
    const view = this.store.get("view");
    const shown = items(filtered(this.#ordered(view.sort), view), view.fold);
    this.#showState(shown.length, view);
    this.table.show(shown, view.sort, { stay });
    this.filters.showCount(shown.length, this.#count(), { view, complete: this.catalogue.complete });
    this.#drawn = performance.now();
  }

  /** Sorted once for each version of the catalogue, so that a key in the search only filters. */
  #ordered(sort) {
    if (this.#order.version !== this.catalogue.version || this.#order.sort !== sort) {
      const entries = sorted([...this.catalogue.entries.values()], sort);
      this.#order = { version: this.catalogue.version, sort, entries };
    }
    return this.#order.entries;
  }

  #count() {
    const { complete, entries, total } = this.catalogue;
    return complete ? entries.size : Math.max(total, entries.size);
  }

  #showState(shown, view) {
    this.places.table.hidden = shown === 0;
    const { complete, entries, total } = this.catalogue;
    if (shown) this.#say("rows", () => []);
    else if (!complete && (total || isFiltered(view))) this.#say("loading", () => [loadingState()]);
    else if (entries.size) this.#say("nothing found", () => [nothingFound(() => this.#clearFilters())]);
    else this.#say(this.#troubles(), () => [emptyState(this.store.get("providers"))]);
  }

  /** What stands in place of the rows is made anew only when it says something else: it may have the focus. */
  #say(what, make) {
    if (this.#said === what) return;
    this.#said = what;
    this.places.state.replaceChildren(...make());
  }

  #troubles() {
    return JSON.stringify(this.store.get("providers")?.map(({ name, state, last_error: error }) => [name, state, error?.message]) ?? null);
  }

  #clearFilters() {
    this.store.change("view", { ...NO_FILTER });
    this.filters.focusSearch();
  }

  #showBroken(why) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, RETRY_MILLISECONDS);
      const retry = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#said = "broken";
      this.places.state.replaceChildren(brokenState(why, retry));
    });
  }

  #viewChanged(view) {
    showInUrl(view);
    this.filters.show(view);
    this.#draw({ stay: false });
  }

  #providersChanged() {
    this.table.refresh();
    if (!this.catalogue.entries.size) this.#draw({ stay: true });
  }

  /** An available model is so since it was first listed, or since its provider is back. */
  #since(row) {
    const provider = this.store.get("providers")?.find((each) => each.name === row.provider);
    return provider?.state === "ok" && provider.since > row.first_seen ? provider.since : row.first_seen;
  }
}

/** Steps of the research alone are shown by the progress bar; a table full of marks says nothing. */
function isWorthMarking(change) {
  return Object.keys({ ...change.before, ...change.after }).some((field) => field !== "research");
}
