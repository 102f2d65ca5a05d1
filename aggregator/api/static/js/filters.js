// The toolbar: free text, filters, folding, and how many models are left.

import { COLUMNS, sortingOf } from "./columns.js";
import { element, setAttribute, setText } from "./dom.js";
import { bytes, counted, tokens, whole } from "./format.js";
import { icon } from "./icons.js";
import { Menu } from "./menu.js";
import { CAPABILITIES, MODEL_STATES, TYPES, wordFor } from "./words.js";
import { filterCount, isFiltered } from "./view.js";

const CONTEXTS = [8, 16, 32, 64, 128, 256, 1024].map((kilo) => kilo * 1024);
const SIZES = [2, 4, 8, 12, 16, 24, 32, 48, 96].map((giga) => giga * 1e9);

/** `rows()` gives all rows, to count the choices; `onView(fields)` tells what changed in the view, `onClear()` a wish. */
export class Filters {
  constructor(place, { rows, onView, onClear }) {
    this.rows = rows;
    this.onView = onView;
    this.menus = this.#makeMenus();
    this.search = this.#makeSearch();
    this.context = this.#makeBound("minContext", "Min context", CONTEXTS, "Any context", (value) => `Context ≥ ${tokens(value)}`);
    this.size = this.#makeBound("maxSize", "Max size", SIZES, "Any size", (value) => `Size ≤ ${bytes(value)}`);
    this.sort = this.#makeSort();
    this.loaded = element("input", { type: "checkbox", on: { change: () => onView({ loaded: this.loaded.checked }) } });
    this.fold = element("input", { type: "checkbox", on: { change: () => onView({ fold: this.fold.checked }) } });
    this.clear = element("button", { type: "button", class: "button small", "aria-label": "Clear filters", text: "Clear", on: { click: onClear } });
    this.count = element("p", { class: "count-of-rows", role: "status" });
    this.more = element("div", { class: "filter-list", id: "filter-list" }, [
      ...this.menus.map((menu) => menu.node),
      this.context.node,
      this.size.node,
      this.sort.node,
      element("label", { class: "check" }, this.loaded, "Loaded"),
      element("label", { class: "check" }, this.fold, "Fold same model"),
      this.clear,
    ]);
    this.toggle = this.#makeToggle();
    place.append(element("div", { class: "search-line" }, this.search.node, this.toggle), this.more, this.count);
  }

  /** Show a view in all controls. */
  show(view) {
    if (this.search.input.value !== view.q && document.activeElement !== this.search.input) this.search.input.value = view.q;
    if (view.q === "") this.search.input.value = "";
    for (const menu of this.menus) menu.show(view[menu.field], menu.wordOf);
    this.context.show(view.minContext);
    this.size.show(view.maxSize);
    this.sort.show(view.sort);
    this.loaded.checked = view.loaded;
    this.fold.checked = view.fold;
    this.clear.hidden = !isFiltered(view);
    const filters = filterCount(view);
    setText(this.toggle.firstChild, filters ? `Filters (${filters})` : "Filters");
  }

  /** Show how many are left. */
  showCount(shown, all, { view, complete }) {
    const left = isFiltered(view) || view.fold ? `${whole(shown)} of ${counted(all, "model")}` : counted(all, "model");
    setText(this.count, complete ? left : `${left}, loading…`);
  }

  focusSearch() {
    this.search.input.focus();
    this.search.input.select();
  }

  #makeSearch() {
    const input = element("input", {
      type: "search",
      id: "search",
      placeholder: "Search name, summary, family…",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      "aria-label": "Search models",
      "aria-keyshortcuts": "/",
    });
    input.addEventListener("input", () => this.onView({ q: input.value }));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && input.value) {
        input.value = "";
        this.onView({ q: "" });
      }
    });
    const hint = element("kbd", { "aria-hidden": "true", text: "/" });
    return { input, node: element("div", { class: "search" }, icon("search"), input, hint) };
  }

  #makeToggle() {
    const button = element("button", { type: "button", class: "button filter-toggle", "aria-expanded": "false", "aria-controls": "filter-list" }, element("span", { text: "Filters" }), icon("filter"));
    button.addEventListener("click", () => {
      const open = this.more.classList.toggle("open");
      setAttribute(button, "aria-expanded", String(open));
    });
    return button;
  }

  #makeMenus() {
    return [
      this.#makeMenu("type", "Type", (row) => row.details.types ?? [], TYPES),
      this.#makeMenu("capability", "Capability", (row) => row.details.capabilities ?? [], CAPABILITIES),
      this.#makeMenu("provider", "Provider", (row) => [row.provider], {}),
      this.#makeMenu("state", "State", (row) => [row.state], MODEL_STATES),
    ];
  }

  #makeMenu(field, label, valuesOf, words) {
    const wordOf = (value) => wordFor(words, value);
    const choices = (chosen) => countedChoices(this.rows(), valuesOf, wordOf, chosen);
    const menu = new Menu({ id: `menu-${field}`, label, choices, onChange: (values) => this.onView({ [field]: values }) });
    return Object.assign(menu, { field, wordOf });
  }

  #makeBound(field, label, choices, none, wordOf) {
    const select = element("select", { "aria-label": label, on: { change: () => this.onView({ [field]: Number(select.value) }) } });
    const node = element("div", { class: "select" }, select);
    let shown = null;
    const show = (value) => {
      if (value === shown) return; // with each key of the search all controls are shown
      shown = value;
      const fromUrl = value && !choices.includes(value) ? [value] : [];
      const options = [...choices, ...fromUrl].map((each) => element("option", { value: each, text: wordOf(each) }));
      select.replaceChildren(element("option", { value: 0, text: none }), ...options);
      select.value = String(value);
      node.classList.toggle("active", value > 0);
    };
    return { node, show };
  }

  #makeSort() {
    const select = element("select", { id: "sort", on: { change: () => this.onView({ sort: select.value }) } });
    for (const column of COLUMNS) {
      const word = column.full ?? column.label;
      const up = element("option", { value: column.sort, text: column.numeric ? `${word}, smallest first` : word });
      const down = element("option", { value: `-${column.sort}`, text: column.numeric ? `${word}, largest first` : `${word}, reversed` });
      select.append(...(column.numeric ? [down, up] : [up, down]));
    }
    const node = element("div", { class: "select sort-select" }, element("label", { for: "sort", text: "Sort by" }), select);
    const show = (sort) => {
      const { column, descending } = sortingOf(sort);
      select.value = (descending ? "-" : "") + column.sort;
    };
    return { node, show };
  }
}

/** What is chosen can be taken back even when no row has it any more. */
function countedChoices(rows, valuesOf, wordOf, chosen) {
  const counts = new Map(chosen.map((value) => [value, 0]));
  for (const row of rows) for (const value of valuesOf(row)) counts.set(value, (counts.get(value) ?? 0) + 1);
  const choices = [...counts].map(([value, count]) => ({ value, word: wordOf(value), count }));
  return choices.sort((a, b) => a.word.localeCompare(b.word, "en", { numeric: true }));
}
