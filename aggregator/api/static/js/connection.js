// The state of the connection, always in sight.

import { element, setText } from "./dom.js";

const WORDS = {
  connecting: "Connecting…",
  live: "Live",
  waiting: "No connection",
  paused: "Paused",
};

export class ConnectionBadge {
  #timer = 0;

  constructor(place, retryNow) {
    this.word = element("span", { role: "status" });
    this.countdown = element("span", { class: "countdown" });
    this.retry = element("button", { class: "button small", type: "button", text: "Retry now", hidden: true, on: { click: retryNow } });
    this.badge = element("div", { class: "connection", tabindex: "-1" }, element("span", { class: "dot", "aria-hidden": "true" }), this.word, this.countdown, this.retry);
    place.replaceChildren(this.badge);
    this.show({ name: "connecting" });
  }

  /** See EventStream. */
  show({ name, retryAt }) {
    clearInterval(this.#timer);
    this.badge.dataset.state = name;
    setText(this.word, WORDS[name]);
    const hadFocus = document.activeElement === this.retry;
    this.retry.hidden = name !== "waiting";
    if (hadFocus && this.retry.hidden) this.badge.focus();
    setText(this.countdown, "");
    if (!retryAt) return;
    const tick = () => setText(this.countdown, `next try in ${Math.max(0, Math.ceil((retryAt - Date.now()) / 1000))} s`);
    tick();
    this.#timer = setInterval(tick, 500);
  }
}
