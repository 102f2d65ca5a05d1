// The strip of providers: how each of them is doing, the troubled ones first.

import { post } from "./api.js";
import { now } from "./clock.js";
import { element, foreign, setAttribute, setText, spoken } from "./dom.js";
import { ago, counted, duration, latency, moment } from "./format.js";
import { icon } from "./icons.js";
import { sparkline } from "./sparkline.js";
import { PROVIDER_STATES, wordFor } from "./words.js";

const SHOWN_AT_FIRST = 40;
const TROUBLE = ["unreachable", "auth_error", "bad_answer", "rate_limited", "degraded", "unknown", "ok"];

/** `onFilter(name)` when the user wants to see the models of one provider, `onPolled()` after a poll was asked for. */
export class ProviderStrip {
  #cards = new Map();
  #all = false;
  chosen = [];

  constructor(place, { notice, onFilter, onPolled }) {
    Object.assign(this, { place, notice, onFilter, onPolled });
    this.summary = element("p", { class: "provider-summary" });
    this.pollAll = element("button", { class: "button small", type: "button" }, icon("refresh"), "Poll all now");
    this.pollAll.addEventListener("click", () => this.#poll(this.pollAll));
    this.list = element("ul", { class: "cards", tabindex: "-1" });
    this.more = element("button", { class: "button small", type: "button", hidden: true });
    this.more.addEventListener("click", () => {
      this.#all = true;
      this.show(this.providers);
    });
    place.append(element("div", { class: "strip-head" }, element("h2", { id: "providers-title", text: "Providers" }), this.summary, this.pollAll), this.list, this.more);
  }

  /** Tell by which of them the table is filtered. */
  choose(names) {
    this.chosen = names;
    for (const [name, { button }] of this.#cards) setAttribute(button, "aria-pressed", String(names.includes(name)));
  }

  /** Show the providers. */
  show(providers) {
    this.providers = providers;
    setText(this.summary, inWords(providers));
    const ordered = [...providers].sort((a, b) => TROUBLE.indexOf(a.state) - TROUBLE.indexOf(b.state) || (a.name < b.name ? -1 : 1));
    const shown = this.#all ? ordered : ordered.slice(0, SHOWN_AT_FIRST);
    this.#keep(shown);
    this.pollAll.hidden = providers.length === 0;
    this.place.classList.toggle("none", providers.length === 0);
    this.more.hidden = shown.length === ordered.length;
    setText(this.more, `Show all ${ordered.length}`);
  }

  #keep(shown) {
    const names = new Set(shown.map((provider) => provider.name));
    for (const [name, card] of this.#cards) {
      if (names.has(name)) continue;
      if (card.node.contains(document.activeElement)) this.list.focus({ preventScroll: true });
      card.node.remove();
      this.#cards.delete(name);
    }
    shown.forEach((provider, index) => {
      const card = this.#cards.get(provider.name) ?? this.#makeCard(provider.name);
      this.#fill(card, provider);
      const there = this.list.children[index];
      if (there !== card.node && !card.node.contains(document.activeElement)) this.list.insertBefore(card.node, there ?? null);
    });
  }

  #makeCard(name) {
    const button = element("button", { class: "card-name", type: "button", "aria-pressed": String(this.chosen.includes(name)), on: { click: () => this.onFilter(name) } }, foreign(name));
    const poll = element("button", { class: "button icon-only small", type: "button", title: "Poll now" }, icon("refresh"), spoken(`Poll ${name} now`));
    poll.addEventListener("click", () => this.#poll(poll, name));
    const picture = element("span", { class: "card-picture" });
    const state = element("span", { class: "provider-state" });
    const models = element("span", {});
    const error = element("p", { class: "card-error" });
    const foot = element("p", { class: "card-line card-foot" });
    const node = element("li", { class: "card" }, element("div", { class: "card-head" }, button, picture, poll), element("p", { class: "card-line" }, state, models), error, foot);
    const card = { node, button, picture, state, models, error, foot };
    this.#cards.set(name, card);
    return card;
  }

  #fill(card, provider) {
    const { node, button, state, models, error, foot } = card;
    node.dataset.state = provider.state;
    setAttribute(button, "title", `${provider.name} at ${provider.base_url} – show only its models`);
    state.replaceChildren(element("span", { class: "dot", "aria-hidden": "true" }), wordFor(PROVIDER_STATES, provider.state), element("span", { class: "aside", title: `since ${moment(provider.since)}`, text: duration((now() - Date.parse(provider.since)) / 1000) }));
    setText(models, counted(provider.models, "model"));
    const { last_error: failure } = provider;
    const isWell = provider.state === "ok" || !failure;
    error.replaceChildren(...(isWell ? [] : [foreign(failure.message, { class: "card-why", title: `${failure.message} (${moment(failure.at)})` })]));
    foot.replaceChildren(...footOf(provider, isWell).filter(Boolean).map((text) => element("span", { text })));
    this.#draw(card, provider.polls);
  }

  #draw(card, polls) {
    const drawn = JSON.stringify(polls); // a failed one is null, of which join() makes nothing
    if (card.drawn !== drawn) card.picture.replaceChildren(...(polls.length ? [sparkline(polls)] : []));
    card.drawn = drawn;
  }

  async #poll(button, name) {
    button.classList.add("busy");
    setAttribute(button, "aria-busy", "true");
    const asked = await this.notice.attempt(() => post("/api/refresh", name ? { provider: name } : {}), name ? `${name} is polled now.` : "All providers are polled now.");
    if (asked) await this.onPolled();
    button.classList.remove("busy");
    setAttribute(button, "aria-busy", null);
  }
}

/** What stands at the foot of a card, left and right: how it answers, or when it did and when it is tried again. */
function footOf({ last_ok: good, next_poll_at: next, latency_ms: milliseconds, kind }, isWell) {
  const seen = good ? `good ${ago(good, now())}` : "no good poll yet";
  const wait = (Date.parse(next ?? "") - now()) / 1000;
  if (!isWell) return [seen, wait >= 1 ? `next try in ${duration(wait)}` : "trying now"];
  return [[milliseconds === null ? null : latency(milliseconds), kind === "generic" ? null : kind].filter(Boolean).join(" · "), seen];
}

function inWords(providers) {
  const counts = new Map();
  for (const { state } of providers) counts.set(state, (counts.get(state) ?? 0) + 1);
  const troubles = TROUBLE.filter((state) => counts.has(state)).map((state) => `${counts.get(state)} ${state === "ok" ? "OK" : wordFor(PROVIDER_STATES, state).toLowerCase()}`);
  return troubles.reverse().join(" · ");
}
