// A filter button that opens a list of things to tick.

import { element, foreign, setAttribute, setText } from "./dom.js";
import { whole } from "./format.js";
import { icon } from "./icons.js";

/** `choices(chosen)` gives {value, word, count} when the list is opened; `onChange(values)` tells what is ticked. */
export class Menu {
  #chosen = [];
  #choices = [];

  constructor({ id, label, choices, onChange }) {
    this.label = label;
    this.choices = choices;
    this.onChange = onChange;
    this.text = element("span", { class: "clipped", text: label });
    this.button = element("button", { type: "button", class: "button menu-button", "aria-expanded": "false", "aria-controls": id }, this.text, icon("chevron"));
    this.panel = element("fieldset", { class: "menu-panel", id, hidden: true });
    this.node = element("div", { class: "menu" }, this.button, this.panel);
    this.button.addEventListener("click", () => (this.panel.hidden ? this.#open() : this.#close()));
    this.node.addEventListener("keydown", (event) => this.#keyPressed(event));
    this.node.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !this.node.contains(event.relatedTarget)) this.#close();
    });
    document.addEventListener("pointerdown", (event) => {
      if (!this.node.contains(event.target)) this.#close();
    });
  }

  /** Show what is ticked; `wordOf(value)` is its word. */
  show(chosen, wordOf) {
    this.#chosen = chosen;
    const words = chosen.map(wordOf);
    setText(this.text, words.length === 0 ? this.label : words.length === 1 ? `${this.label}: ${words[0]}` : `${this.label}: ${words.length}`);
    this.button.classList.toggle("active", words.length > 0);
    for (const box of this.panel.querySelectorAll("input")) box.checked = chosen.includes(box.value);
  }

  #open() {
    this.#choices = this.choices(this.#chosen);
    const lines = this.#choices.map(({ value, word, count }) => this.#line(value, word, count));
    const none = lines.length ? [] : [element("p", { class: "quiet", text: "Nothing to choose from yet" })];
    this.panel.replaceChildren(element("legend", { class: "spoken", text: this.label }), ...lines, ...none);
    this.panel.hidden = false;
    setAttribute(this.button, "aria-expanded", "true");
    this.panel.querySelector("input")?.focus();
  }

  #line(value, word, count) {
    const box = element("input", { type: "checkbox", value });
    box.checked = this.#chosen.includes(value);
    box.addEventListener("change", () => {
      const kept = this.#chosen.filter((each) => each !== value);
      this.onChange(box.checked ? [...kept, value] : kept);
    });
    return element("label", { class: "choice" }, box, foreign(word, { class: "clipped" }), element("span", { class: "count", text: whole(count) }));
  }

  #close() {
    if (this.panel.hidden) return;
    this.panel.hidden = true;
    setAttribute(this.button, "aria-expanded", "false");
  }

  #keyPressed(event) {
    if (this.panel.hidden) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      this.#close();
      this.button.focus();
      return;
    }
    const boxes = [...this.panel.querySelectorAll("input")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !boxes.length) return;
    event.preventDefault();
    boxes[(boxes.indexOf(document.activeElement) + step + boxes.length) % boxes.length].focus();
  }
}
