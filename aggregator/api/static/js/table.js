// The table: only the rows in sight exist, but a screen reader is told of all, and the keyboard reaches all.

import { COLUMNS } from "./columns.js";
import { element, setAttribute } from "./dom.js";
import { Marks } from "./marks.js";
import { createRow, fillRow } from "./row.js";
import { TableHead } from "./table_head.js";

const SPARE_ROWS = 4;

/** `onOpen(item)` and `onSort(sort)` tell what the user wants; `since(row)` see row.js. */
export class Table {
  #items = [];
  #index = new Map();
  #shown = new Map();
  #marks = new Marks();
  #active = null;
  #opened = null;
  #rowHeight = 0;
  #frame = 0;

  constructor(place, { onOpen, onSort, since }) {
    this.handlers = { onOpen, since };
    this.headRow = new TableHead(onSort);
    this.head = element("div", { class: "table-head", role: "rowgroup" }, this.headRow.node);
    this.body = element("div", { class: "table-body", role: "rowgroup" });
    this.table = element("div", { class: "table", role: "table", "aria-label": "Models", "aria-colcount": COLUMNS.length }, this.head, this.body);
    this.probe = element("div", { class: "row-probe", "aria-hidden": "true" });
    place.append(this.probe, this.table);
    this.#listen();
  }

  /** Show these items; with `stay` what is in sight stays where it is, without it the table is shown from the top. */
  show(items, sort, { stay }) {
    const anchors = stay ? this.#anchors() : null;
    this.#items = items;
    this.#index = new Map(items.map((item, index) => [item.key, index]));
    setAttribute(this.table, "aria-rowcount", items.length + 1);
    this.headRow.show(sort);
    this.#setHeight();
    if (anchors) this.#keepInPlace(anchors);
    else if (!stay) this.#toTop();
    this.#render();
  }

  /** Mark the rows of these keys gently. */
  mark(keys) {
    this.#marks.add(keys);
  }

  /** Which item's drawer is open; null for none. */
  setOpened(key) {
    if (key === this.#opened) return;
    this.#opened = key;
    this.#render();
  }

  /** Fill all rows in sight again, because time has passed or a provider changed. */
  refresh() {
    for (const shown of this.#shown.values()) shown.item = null;
    this.#render();
  }

  /** Put the focus on a row, wherever it is; on the first one in sight where that row is gone. */
  focus(key) {
    const index = this.#index.get(key) ?? this.#firstInSight();
    if (!this.#items.length) return;
    this.#active = this.#items[Math.min(index, this.#items.length - 1)].key;
    this.#render();
    this.#focusActive();
  }

  #listen() {
    const later = () => this.#renderLater();
    addEventListener("scroll", later, { passive: true });
    new ResizeObserver(() => {
      const anchors = this.#anchors();
      this.#rowHeight = 0;
      this.#setHeight();
      if (anchors) this.#keepInPlace(anchors);
      this.#render();
    }).observe(this.probe);
    addEventListener("resize", later);
    this.body.addEventListener("click", (event) => this.#clicked(event));
    this.body.addEventListener("keydown", (event) => this.#keyPressed(event));
    this.body.addEventListener("focusin", (event) => this.#focused(event));
  }

  #renderLater() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#render();
    });
  }

  #height() {
    this.#rowHeight ||= this.probe.getBoundingClientRect().height || 44;
    return this.#rowHeight;
  }

  #setHeight() {
    this.body.style.height = `${this.#items.length * this.#height()}px`;
  }

  // ---- what is in sight

  #bodyTop() {
    return this.body.getBoundingClientRect().top;
  }

  #topEdge() {
    return this.head.getBoundingClientRect().height ? this.head.getBoundingClientRect().bottom : this.#stickyBottom();
  }

  #stickyBottom() {
    return document.querySelector(".toolbar").getBoundingClientRect().bottom;
  }

  #firstInSight() {
    return Math.max(0, Math.floor((this.#topEdge() - this.#bodyTop()) / this.#height()));
  }

  /** The rows in sight, by which the table is held in place; null at the top, where new rows may push the others down. */
  #anchors() {
    const first = this.#firstInSight();
    const hidden = this.#topEdge() - this.#bodyTop();
    const inSight = this.#items.slice(first, first + Math.ceil(innerHeight / this.#height()));
    if (hidden <= 0 || !inSight.length) return null;
    return { first, offset: hidden - first * this.#height(), keys: inSight.map((item) => item.key) };
  }

  /** Scroll as far as most of the rows have moved: one that moved far by itself is not followed. */
  #keepInPlace({ first, offset, keys }) {
    const moved = keys.map((key, row) => this.#index.get(key) - (first + row)).filter((rows) => !Number.isNaN(rows));
    if (!moved.length) return;
    const rows = moved.sort((a, b) => a - b)[Math.floor(moved.length / 2)];
    const wanted = (first + rows) * this.#height() + offset;
    const now = this.#topEdge() - this.#bodyTop();
    if (Math.abs(wanted - now) >= 1) scrollBy(0, wanted - now);
  }

  #toTop() {
    const beyond = this.#topEdge() - this.#bodyTop();
    if (beyond > 0) scrollBy(0, -beyond);
  }

  #render() {
    const height = this.#height();
    const top = this.#bodyTop();
    const from = Math.max(0, Math.floor(-top / height) - SPARE_ROWS);
    const to = Math.min(this.#items.length, Math.ceil((innerHeight - top) / height) + SPARE_ROWS);
    const wanted = new Set();
    for (let index = from; index < to; index += 1) wanted.add(index);
    const active = this.#index.get(this.#active);
    if (active !== undefined) wanted.add(active); // so that the focus is not lost when it is scrolled away
    const first = active ?? (from < to ? Math.min(this.#items.length - 1, this.#firstInSight()) : null);
    const spare = this.#takeUnwanted(wanted);
    let previous = null;
    for (const index of [...wanted].sort((a, b) => a - b)) previous = this.#place(index, previous, index === first, spare);
  }

  /** Rows that are out of sight now, from top to bottom, to be filled anew: that is faster than making others. */
  #takeUnwanted(wanted) {
    const spare = [];
    for (const [key, shown] of this.#shown) {
      const index = this.#index.get(key);
      if (index !== undefined && wanted.has(index)) continue;
      this.#shown.delete(key);
      if (shown.row.node.contains(document.activeElement)) {
        this.#focusLost = true;
        shown.row.node.remove();
      } else spare.push(shown.row);
    }
    if (this.#focusLost) queueMicrotask(() => this.#restoreFocus());
    spare.sort((a, b) => a.node.ariaRowIndex - b.node.ariaRowIndex);
    for (const row of spare.splice(wanted.size - this.#shown.size)) row.node.remove();
    return spare;
  }

  #focusLost = false;

  #restoreFocus() {
    if (!this.#focusLost) return;
    this.#focusLost = false;
    if (document.activeElement !== document.body) return;
    if (this.#items.length) this.#focusIndex(Math.min(this.#firstInSight(), this.#items.length - 1));
    else this.table.closest("main").focus({ preventScroll: true });
  }

  #place(index, previous, inTabOrder, spare) {
    const item = this.#items[index];
    const shown = this.#shown.get(item.key) ?? this.#add(item, spare.shift() ?? createRow());
    const { node, button } = shown.row;
    if (!isSame(shown.item, item)) fillRow(shown.row, item, this.handlers.since);
    shown.item = item;
    node.style.transform = `translateY(${index * this.#height()}px)`;
    setAttribute(node, "aria-rowindex", index + 2);
    setAttribute(node, "aria-current", item.key === this.#opened && "true");
    setAttribute(button, "tabindex", inTabOrder ? 0 : -1);
    this.#marks.show(node, item);
    const next = previous ? previous.nextSibling : this.body.firstChild;
    if (next !== node && !node.contains(document.activeElement)) this.body.insertBefore(node, next);
    return node;
  }

  #add(item, row) {
    row.node.itemKey = item.key;
    this.#marks.clear(row.node);
    const shown = { row, item: null };
    this.#shown.set(item.key, shown);
    return shown;
  }

  // ---- mouse and keyboard

  #clicked(event) {
    const item = this.#itemOf(event.target);
    const marksText = event.detail > 0 && !getSelection().isCollapsed && getSelection().containsNode(event.target, true);
    if (item && !marksText) this.handlers.onOpen(item);
  }

  #keyPressed(event) {
    const index = this.#index.get(this.#itemOf(event.target)?.key);
    if (index === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    const page = Math.max(1, Math.floor((innerHeight - this.#topEdge()) / this.#height()) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -index, End: this.#items.length };
    if (!Object.hasOwn(steps, event.key)) return;
    event.preventDefault();
    this.#focusIndex(Math.min(this.#items.length - 1, Math.max(0, index + steps[event.key])));
  }

  #focused(event) {
    const item = this.#itemOf(event.target);
    if (item) this.#active = item.key;
  }

  #focusIndex(index) {
    this.#active = this.#items[index].key;
    const top = this.#bodyTop() + index * this.#height();
    const edge = this.#topEdge();
    if (top < edge) scrollBy(0, top - edge);
    else if (top + this.#height() > innerHeight) scrollBy(0, top + this.#height() - innerHeight);
    this.#render();
    this.#focusActive();
  }

  #focusActive() {
    this.#shown.get(this.#active).row.button.focus({ preventScroll: true });
  }

  #itemOf(node) {
    const key = node.closest?.(".row")?.itemKey;
    return key === undefined ? undefined : this.#items[this.#index.get(key)];
  }
}

function isSame(a, b) {
  return a !== null && a.entries.length === b.entries.length && a.entries.every((entry, i) => entry === b.entries[i]);
}
