// The drawer: everything about one model, and how to use it.

import { ApiError, get, modelPath, post } from "./api.js";
import { now } from "./clock.js";
import { copyButton } from "./copy.js";
import { element, foreign, setAttribute, setText, whileBusy } from "./dom.js";
import { disagreements, factList } from "./facts.js";
import { ago, counted, duration, moment } from "./format.js";
import { icon } from "./icons.js";
import { badge } from "./row.js";
import { curlCall, openaiSnippet } from "./snippets.js";
import { MODEL_STATES, RESEARCH_STATES, wordFor } from "./words.js";

const AGES_MILLISECONDS = 20_000;
const SMALL = matchMedia("(max-width: 45rem)");

/** `onClose()` when the user closes it, `onSwitch(row)` when another provider of the same model is picked. */
export class Drawer {
  #row = null;
  #siblings = [];
  #reading = 0;
  #parts = new Map();

  constructor(node, page, { notice, onClose, onSwitch }) {
    this.node = node;
    this.page = page; // what can't be used while the drawer covers it, on a small screen
    this.notice = notice;
    this.onSwitch = onSwitch;
    this.title = element("h2", { id: "drawer-title", class: "drawer-title", tabindex: "-1" });
    this.problem = element("div", { class: "problem", role: "status" });
    this.content = element("div", { class: "drawer-content" }, this.problem);
    const close = element("button", { class: "button icon-only", type: "button", "aria-label": "Close", on: { click: onClose } }, icon("close"));
    node.append(element("header", { class: "drawer-head" }, this.title, close), this.content);
    SMALL.addEventListener("change", () => this.#coverPage());
  }

  get isOpen() {
    return !this.node.hidden;
  }

  /** Show a row, or what can be found out of {provider, name}; `siblings` are the same model elsewhere, itself among them. */
  open(row, siblings) {
    const moved = !this.isOpen || this.#row?.name !== row.name;
    this.#row = row;
    this.#siblings = siblings;
    this.title.replaceChildren(foreign(row.name));
    this.node.hidden = false;
    this.#coverPage();
    if (row.details) this.#show({ row, details: withoutOrigin(row.details), claims: {} });
    else this.#showNothing("Looking it up…");
    if (moved) {
      this.content.scrollTop = 0;
      this.title.focus({ preventScroll: true });
    }
    return this.#read();
  }

  close() {
    this.node.hidden = true;
    this.#row = null;
    this.#reading += 1;
    this.#coverPage();
  }

  /** The row has changed while it is open. */
  update(row, siblings) {
    this.#row = row;
    this.#siblings = siblings;
    return this.#read();
  }

  /** The model is not listed, or no more. */
  showRemoved() {
    if (this.#row?.details) setText(this.problem, "This model is not listed any more.");
    else this.#showNothing("There is no such model, or not any more.");
  }

  #showNothing(why) {
    for (const { node } of this.#parts.values()) node.remove();
    this.#parts.clear();
    setText(this.problem, why);
  }

  async #read() {
    const reading = ++this.#reading;
    const row = this.#row;
    try {
      const { body } = await get(modelPath(row.provider, row.name));
      if (reading !== this.#reading) return;
      if (!row.details) this.#row = body;
      this.#show({ row: { ...row, ...body }, details: body.details, claims: body.claims });
    } catch (error) {
      if (reading !== this.#reading) return;
      if (error instanceof ApiError && error.status === 404) return this.showRemoved();
      const why = error instanceof ApiError ? error.message : "The service does not answer.";
      setText(this.problem, `The sources can't be shown now: ${why}`);
    }
  }

  /** Only the parts that are different now are made anew: a button must not vanish under the finger. */
  #show({ row, details, claims }) {
    const plain = { ...row, details: withoutOrigins(details) };
    const age = Math.floor(now() / AGES_MILLISECONDS);
    this.#part("state", [row.state, row.last_seen, row.first_seen, plain.details.types, age], () => this.#stateLine(row, plain.details));
    this.#part("places", [row.provider, this.#siblings.map((each) => [each.provider, each.state])], () => this.#places(row));
    this.#part("lead", [plain.details.summary], () => element("p", { class: "lead", hidden: !plain.details.summary }, foreign(plain.details.summary ?? "")));
    this.#part("use", [row.name, row.base_url, plain.details.types], () => section("Use it", null, this.#use(plain)));
    this.#part("facts", [details, claims, age], () => this.#facts(details, claims));
    this.#part("research", [row.provider, row.name, row.research], () => section("Research", null, this.#research(row)));
    this.problem.replaceChildren();
  }

  #part(name, shown, make) {
    const signature = JSON.stringify(shown);
    const old = this.#parts.get(name);
    if (old?.signature === signature) return;
    const node = make();
    const focused = old?.node.contains(document.activeElement) ? document.activeElement.dataset.part : null;
    if (old) old.node.replaceWith(node);
    else this.content.append(node);
    this.#parts.set(name, { node, signature });
    if (focused) node.querySelector(`[data-part="${CSS.escape(focused)}"]`)?.focus();
  }

  #facts(details, claims) {
    const different = disagreements(details, claims);
    const count = different ? element("span", { class: "disagree", text: counted(different, "disagreement") }) : null;
    const nothing = element("p", { class: "quiet", text: "Nothing yet." });
    return section("What is known", count, [Object.keys(details).length ? factList(details, claims) : nothing]);
  }

  #stateLine(row, details) {
    const state = element("span", { class: `state ${row.state}` }, element("span", { class: "dot", "aria-hidden": "true" }), wordFor(MODEL_STATES, row.state));
    const seen = row.last_seen ? `last seen ${ago(row.last_seen, now())}` : `listed for ${duration((now() - Date.parse(row.first_seen)) / 1000)}`;
    const since = element("span", { class: "aside", title: moment(row.last_seen ?? row.first_seen), text: seen });
    return element("p", { class: "drawer-state" }, state, since, (details.types ?? []).map(badge));
  }

  #places(row) {
    if (this.#siblings.length < 2) return element("p", { class: "places" }, "On ", foreign(row.provider));
    const buttons = this.#siblings.map((each) => {
      const button = element("button", { class: "button small place", type: "button", "data-part": `place ${each.provider}`, "aria-pressed": String(each.provider === row.provider) }, element("span", { class: `dot ${each.state}`, "aria-hidden": "true" }), foreign(each.provider));
      button.addEventListener("click", () => this.onSwitch(each));
      return button;
    });
    return element("div", { class: "places", role: "group", "aria-label": "Providers of this model" }, buttons);
  }

  #use(row) {
    return [
      copyLine("Model id", row.name),
      copyLine("Base URL", row.base_url),
      codeBlock("curl", curlCall(row)),
      codeBlock("Python, openai", openaiSnippet(row)),
    ];
  }

  #research(row) {
    const { state, attempts, last_error: error, next_try: next } = row.research;
    const tries = attempts ? `, ${counted(attempts, "attempt")}` : "";
    const again = element("button", { class: "button", type: "button", "data-part": "again" }, icon("research"), "Research again");
    setAttribute(again, "aria-disabled", state === "loading" && "true"); // a disabled one would lose the focus
    again.addEventListener("click", () => whileBusy(again, () => this.notice.attempt(() => post("/api/research", { provider: row.provider, name: row.name }), "The model is researched again.")));
    return [
      element("p", {}, `${wordFor(RESEARCH_STATES, state)}${tries}`, next ? element("span", { class: "aside", text: `next try in ${duration((Date.parse(next) - now()) / 1000)}` }) : null),
      error ? element("p", { class: "problem" }, foreign(error)) : null,
      again,
    ].filter(Boolean);
  }

  #coverPage() {
    this.page.inert = this.isOpen && SMALL.matches;
    document.documentElement.classList.toggle("covered", this.isOpen && SMALL.matches);
  }
}

function section(title, aside, children) {
  return element("section", { class: "drawer-section" }, element("h3", {}, title, aside), children);
}

function copyLine(label, value) {
  const button = copyButton(label, () => value);
  button.firstChild.dataset.part = label;
  return element("div", { class: "copy-line" }, element("span", { class: "copy-label", text: label }), foreign(value, { class: "copy-value" }), button);
}

function codeBlock(label, code) {
  const button = copyButton(`the ${label} snippet`, () => code);
  button.firstChild.dataset.part = label;
  const head = element("div", { class: "code-head" }, element("span", { class: "copy-label", text: label }), button);
  return element("div", { class: "code" }, head, element("pre", { tabindex: "0", role: "region", "aria-label": `${label} snippet`, dir: "ltr", text: code }));
}

function withoutOrigin(details) {
  return Object.fromEntries(Object.entries(details).map(([field, value]) => [field, { value }]));
}

function withoutOrigins(details) {
  return Object.fromEntries(Object.entries(details).map(([field, fact]) => [field, fact.value]));
}
