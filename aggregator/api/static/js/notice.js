// A line at the foot of the page that says how a wish of the user went.

import { element, setText } from "./dom.js";

const SHOWN_MILLISECONDS = 5000;

export class Notice {
  #timer = 0;

  constructor(place) {
    this.line = element("p", { class: "notice", role: "status" });
    place.append(this.line);
  }

  say(text, kind = "good") {
    setText(this.line, text);
    this.line.className = `notice shown ${kind}`;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.line.className = "notice"), SHOWN_MILLISECONDS);
  }

  /** Do what the user wished; say `done`, or why it went wrong. */
  async attempt(wish, done) {
    try {
      await wish();
      this.say(done);
      return true;
    } catch (error) {
      this.say(error.status ? error.message : "The service does not answer.", "bad");
      return false;
    }
  }
}
