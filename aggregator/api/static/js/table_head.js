// The head of the table: one button a column, which sorts by it.

import { COLUMNS, nextSort, sortingOf } from "./columns.js";
import { element, setAttribute } from "./dom.js";
import { icon } from "./icons.js";

/** `onSort(sort)` tells what the user wants. */
export class TableHead {
  #heads = new Map();
  #sort = "";

  constructor(onSort) {
    const cells = COLUMNS.map((column, index) => this.#cell(column, index, onSort));
    this.node = element("div", { class: "row head", role: "row", "aria-rowindex": 1 }, cells);
  }

  /** Show by what the rows are sorted. */
  show(sort) {
    this.#sort = sort;
    const { column: sorted, descending } = sortingOf(sort);
    for (const [column, { cell, mark }] of this.#heads) {
      const active = column === sorted;
      setAttribute(cell, "aria-sort", active ? (descending ? "descending" : "ascending") : "none");
      mark.replaceChildren(...(active ? [icon(descending ? "descending" : "ascending")] : []));
    }
  }

  #cell(column, index, onSort) {
    const mark = element("span", { class: "sort-mark", "aria-hidden": "true" });
    const title = `Sort by ${(column.full ?? column.label).toLowerCase()}`;
    const button = element("button", { type: "button", class: "sort", title }, column.label, mark);
    button.addEventListener("click", () => onSort(nextSort(this.#sort, column)));
    const cell = element("div", { class: `cell cell-${column.id}`, role: "columnheader", "aria-colindex": index + 1 }, button);
    this.#heads.set(column, { cell, mark });
    return cell;
  }
}
