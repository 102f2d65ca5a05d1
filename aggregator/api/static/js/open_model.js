// Which model is open in the drawer: in the view, in the URL and its history, and in step with the list.

import { keyOf } from "./catalogue.js";
import { Drawer } from "./drawer.js";
import { isAddedEntry, showInUrl, viewFrom } from "./view.js";

const BETWEEN_READINGS_MILLISECONDS = 200;

export class OpenModel {
  #timer = 0;
  #isLeaving = false; // on the way back, which takes a moment
  #next = null;

  constructor(places, store, list, notice) {
    this.store = store;
    this.list = list;
    this.drawer = new Drawer(places.drawer, places.page, { notice, onClose: () => this.close(), onSwitch: (row) => this.open(row) });
    store.on(["view"], (view) => this.#showInTable(view));
    store.on(["asked"], (row) => this.open(row));
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest?.("input:not([type=checkbox]), select, dialog");
      if (event.key === "Escape" && !typing && this.drawer.isOpen) this.close();
    });
    addEventListener("popstate", () => this.#followHistory());
  }

  open(row) {
    if (this.#isLeaving) {
      this.#next = row;
      return;
    }
    this.#remember({ provider: row.provider, name: row.name }, { asNewEntry: !this.drawer.isOpen });
    this.drawer.open(row, this.list.siblings(row.name));
  }

  /** Open what the URL says, even before the list has come so far. */
  openFromUrl() {
    const asked = this.store.get("asked"); // a click that came before this was loaded
    const { open } = this.store.get("view");
    if (asked) this.open(this.#rowOf(asked));
    else if (open) this.#show(open);
  }

  /** The user's wish; with Back it goes to where it came from. */
  close() {
    if (!this.drawer.isOpen) return;
    if (!isAddedEntry()) return this.#close();
    this.drawer.close();
    this.#isLeaving = true;
    history.back();
  }

  #close() {
    const { open, fold } = this.store.get("view");
    this.drawer.close();
    this.#remember(null);
    if (open) this.list.table.focus(itemKey(open, fold));
  }

  /** Back and Forward close and open the drawer; filters stay as they are now. */
  #followHistory() {
    this.#isLeaving = false;
    const { open } = viewFrom(location.search);
    if (open) this.#show(open);
    else if (this.store.get("view").open) this.#close();
    showInUrl(this.store.get("view"));
    const next = this.#next;
    this.#next = null;
    if (next) this.open(next);
  }

  #show(open) {
    this.#remember(open);
    this.drawer.open(this.#rowOf(open), this.list.siblings(open.name));
  }

  #rowOf(open) {
    return this.list.catalogue.entries.get(keyOf(open.provider, open.name))?.row ?? open; // or only its name
  }

  /** These rows are different now; without `keys` any can be. */
  rowsChanged(keys) {
    const { open } = this.store.get("view");
    if (!open || !this.drawer.isOpen || (keys && !keys.includes(keyOf(open.provider, open.name)))) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#update(), BETWEEN_READINGS_MILLISECONDS);
  }

  #update() {
    const { open } = this.store.get("view");
    if (!open || !this.drawer.isOpen) return;
    const entry = this.list.catalogue.entries.get(keyOf(open.provider, open.name));
    if (entry) this.drawer.update(entry.row, this.list.siblings(open.name));
    else this.drawer.showRemoved();
  }

  /** Not through `change`: an open drawer changes neither the rows nor their order. */
  #remember(open, how) {
    const view = this.store.get("view");
    view.open = open;
    showInUrl(view, how);
    this.#showInTable(view);
  }

  #showInTable({ open, fold }) {
    this.list.table.setOpened(open && itemKey(open, fold));
  }
}

function itemKey({ provider, name }, fold) {
  return fold ? `fold ${name}` : keyOf(provider, name);
}
