// Puts the page together: the parts know nothing of each other, only this file knows them all.

import { Catalogue, keyOf } from "./catalogue.js";
import { ConnectionBadge } from "./connection.js";
import { Drawer } from "./drawer.js";
import { EventStream } from "./event_stream.js";
import { Filters } from "./filters.js";
import { loadAll, loadFirst } from "./loader.js";
import { Notice } from "./notice.js";
import { PollHistory } from "./poll_history.js";
import { ResearchProgress } from "./progress.js";
import { ProviderStrip } from "./providers.js";
import { ProviderWatch } from "./provider_watch.js";
import { filtered, items, sorted } from "./query.js";
import { brokenState, emptyState, loadingState, nothingFound } from "./states.js";
import { Store } from "./store.js";
import { Table } from "./table.js";
import { NO_FILTER, isFiltered, showInUrl, viewFrom } from "./view.js";

const MANY_ROWS = 2000;
const BETWEEN_DRAWINGS_MILLISECONDS = 250; // of many rows, while changes pour in
const AGES_MILLISECONDS = 20_000;
const RETRY_MILLISECONDS = 3_000;

const place = (id) => document.getElementById(id);

class Page {
  catalogue = new Catalogue();
  store = new Store({ view: viewFrom(location.search), providers: null });
  history = new PollHistory();
  #order = { version: -1, sort: null, entries: [] };
  #drawing = 0;
  #drawn = 0;
  #readDrawer = 0;

  constructor() {
    const { store } = this;
    this.notice = new Notice(place("notices"));
    this.state = place("state");
    this.table = new Table(place("table"), {
      onOpen: (item) => this.#open(item.entries.find((entry) => entry.row.state === "available")?.row ?? item.entries[0].row),
      onSort: (sort) => store.change("view", { sort }),
      since: (row) => this.#since(row),
    });
    this.filters = new Filters(place("toolbar"), { rows: () => this.#rows(), onView: (fields) => store.change("view", fields) });
    this.drawer = new Drawer(place("drawer"), place("page"), { notice: this.notice, onClose: () => this.#close(), onSwitch: (row) => this.#open(row) });
    this.strip = new ProviderStrip(place("providers"), {
      history: this.history,
      notice: this.notice,
      onFilter: (name) => this.#toggleProvider(name),
      onPolled: () => this.watch.look(),
    });
    this.watch = new ProviderWatch((providers) => store.set("providers", providers));
    this.progress = new ResearchProgress(place("progress"), { notice: this.notice, inFlight: () => this.#rows().filter((row) => row.research.state === "loading") });
    this.stream = new EventStream({
      onChange: (change) => this.#changed(change),
      onState: (state) => this.badge.show(state),
      onBack: () => this.#back(),
      onGone: () => this.#readAnew(),
    });
    this.badge = new ConnectionBadge(place("connection"), () => this.stream.retryNow());
    store.on(["view"], (view) => this.#viewChanged(view));
    store.on(["providers"], (providers) => this.#providersChanged(providers));
  }

  async run() {
    this.state.replaceChildren(loadingState());
    this.filters.show(this.store.get("view"));
    this.#listen();
    const { seq, all } = await this.#first();
    this.#draw({ stay: false });
    performance.mark("first-rows");
    this.watch.look();
    this.progress.look();
    this.stream.start(seq);
    const { open } = this.store.get("view");
    if (open) this.#openFromUrl(open);
    if (!all) this.#readList();
  }

  async #first() {
    for (;;) {
      try {
        return await loadFirst(this.catalogue, this.store.get("view"));
      } catch (error) {
        this.badge.show({ name: "waiting", retryAt: Date.now() + RETRY_MILLISECONDS });
        await new Promise((resolve) => {
          const timer = setTimeout(resolve, RETRY_MILLISECONDS);
          const retry = () => (clearTimeout(timer), resolve());
          this.state.replaceChildren(brokenState(error.status ? error.message : "The service does not answer. It is tried again and again.", retry));
        });
      }
    }
  }

  /** Read all pages; what is known stays in sight meanwhile. */
  async #readList(onFirstPage = () => {}) {
    try {
      await loadAll(this.catalogue, (seq) => {
        onFirstPage(seq);
        this.#drawSoon();
      });
      const { open } = this.store.get("view");
      if (open) this.#updateDrawer([keyOf(open.provider, open.name)]);
    } catch {
      setTimeout(() => this.#readList(), RETRY_MILLISECONDS);
    }
  }

  /** The stream is back: it may be another service now, or the same with a gap that it does not know of. */
  #back() {
    this.#readList();
    this.watch.look();
    this.progress.look();
  }

  /** The changes since the last one are forgotten; the number to go on from. */
  #readAnew() {
    this.watch.look();
    this.progress.look();
    return new Promise((resolve) => this.#readList(resolve));
  }

  #changed(change) {
    if (change.type === "config_changed" || change.type === "provider_changed") this.watch.lookSoon();
    const keys = this.catalogue.apply(change);
    if (change.type !== "provider_changed") this.progress.lookSoon();
    if (!keys.length) return;
    if (worthMarking(change)) this.table.mark(keys);
    this.#drawSoon();
    this.#updateDrawer(keys);
  }

  #updateDrawer(keys) {
    const { open } = this.store.get("view");
    if (!open || !this.drawer.isOpen || !keys.includes(keyOf(open.provider, open.name))) return;
    clearTimeout(this.#readDrawer);
    this.#readDrawer = setTimeout(() => {
      const entry = this.catalogue.entries.get(keyOf(open.provider, open.name));
      if (this.store.get("view").open !== open) return;
      if (entry) this.drawer.update(entry.row, this.#siblings(open.name));
      else this.drawer.showRemoved();
    }, 200);
  }

  // ---- drawing

  #drawSoon() {
    if (this.#drawing) return;
    const pause = this.catalogue.entries.size > MANY_ROWS ? this.#drawn + BETWEEN_DRAWINGS_MILLISECONDS - performance.now() : 0;
    const draw = () => {
      this.#drawing = 0;
      this.#draw({ stay: true });
    };
    this.#drawing = pause > 0 ? setTimeout(draw, pause) : requestAnimationFrame(draw);
  }

  #draw({ stay }) {
    const view = this.store.get("view");
    const matching = filtered(this.#ordered(view.sort), view);
    const shown = items(matching, view.fold);
    this.table.show(shown, view.sort, { stay });
    this.filters.showCount(shown.length, this.#count(), { view, complete: this.catalogue.complete });
    this.#showState(shown.length, view);
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

  #showState(shown, view) {
    const empty = shown === 0;
    place("table").hidden = empty;
    if (!empty) this.state.replaceChildren();
    else if (!this.catalogue.complete && this.catalogue.total > 0) this.state.replaceChildren(loadingState());
    else if (this.catalogue.entries.size && isFiltered(view)) this.state.replaceChildren(nothingFound(() => this.store.change("view", { ...NO_FILTER })));
    else this.state.replaceChildren(emptyState(this.store.get("providers")));
  }

  #count() {
    return this.catalogue.complete ? this.catalogue.entries.size : Math.max(this.catalogue.total, this.catalogue.entries.size);
  }

  // ---- what the user does

  #viewChanged(view) {
    showInUrl(view);
    this.filters.show(view);
    const providers = this.store.get("providers");
    if (providers) this.strip.show(providers, view.provider);
    this.#draw({ stay: false });
    this.table.setOpened(view.open && itemKey(view.open, view.fold));
  }

  #toggleProvider(name) {
    const chosen = this.store.get("view").provider;
    this.store.change("view", { provider: chosen.length === 1 && chosen[0] === name ? [] : [name] });
  }

  #open(row) {
    const open = { provider: row.provider, name: row.name };
    this.#setOpen(open);
    this.drawer.open(row, this.#siblings(row.name));
  }

  #close() {
    const { open, fold } = this.store.get("view");
    this.drawer.close();
    this.#setOpen(null);
    if (open) this.table.focus(itemKey(open, fold));
  }

  #openFromUrl(open) {
    const entry = this.catalogue.entries.get(keyOf(open.provider, open.name));
    const unknown = { ...open, base_url: "", state: "unreachable", first_seen: new Date().toISOString(), details: {}, research: { state: "queued" } };
    this.#setOpen(open);
    this.drawer.open(entry?.row ?? unknown, this.#siblings(open.name));
  }

  /** Not through `change`: an open drawer changes neither the rows nor their order. */
  #setOpen(open) {
    const view = this.store.get("view");
    view.open = open;
    showInUrl(view);
    this.table.setOpened(open && itemKey(open, view.fold));
  }

  #listen() {
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest?.("input, select, textarea, dialog");
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        this.filters.focusSearch();
      } else if (event.key === "Escape" && !typing && this.drawer.isOpen) this.#close();
    });
    new ResizeObserver(([{ target }]) => {
      document.documentElement.style.setProperty("--toolbar-height", `${target.getBoundingClientRect().height}px`);
    }).observe(place("toolbar"));
    setInterval(() => {
      if (!document.hidden) this.table.refresh();
    }, AGES_MILLISECONDS);
  }

  // ---- what is known

  #providersChanged(providers) {
    for (const provider of providers) this.history.see(provider);
    this.history.keepOnly(new Set(providers.map((provider) => provider.name)));
    this.strip.show(providers, this.store.get("view").provider);
    this.table.refresh();
    if (!this.catalogue.entries.size) this.#draw({ stay: true });
  }

  #rows() {
    return [...this.catalogue.entries.values()].map((entry) => entry.row);
  }

  #siblings(name) {
    return this.#rows().filter((row) => row.name === name).sort((a, b) => (a.provider < b.provider ? -1 : 1));
  }

  /** An available model is so since it was first listed, or since its provider is back. */
  #since(row) {
    const provider = this.store.get("providers")?.find((each) => each.name === row.provider);
    return provider?.state === "ok" && provider.since > row.first_seen ? provider.since : row.first_seen;
  }
}

function itemKey({ provider, name }, fold) {
  return fold ? `fold ${name}` : keyOf(provider, name);
}

/** Steps of the research alone are shown by the progress bar; a table full of marks says nothing. */
function worthMarking(change) {
  const fields = Object.keys({ ...change.before, ...change.after });
  return fields.some((field) => field !== "research");
}

new Page().run();
