// How far the research is: a bar while it runs, and the models that it gave up.

import { get, post } from "./api.js";
import { element, foreign, setText, whileBusy } from "./dom.js";
import { counted, duration, whole } from "./format.js";
import { icon } from "./icons.js";
import { Pace } from "./pace.js";

const RUNNING_MILLISECONDS = 1_500;
const IDLE_MILLISECONDS = 30_000;
const NAMES_SHOWN = 3;
const PARKED_SHOWN = 200;

/** `inFlight()` gives the rows that are researched now, as far as they are known here. */
export class ResearchProgress {
  #timer = 0;
  #pace = new Pace();
  #parked = new Map(); // lines by what they say

  constructor(place, { notice, inFlight }) {
    Object.assign(this, { place, notice, inFlight });
    this.bar = element("progress", { max: 1, value: 0, "aria-label": "Research" });
    this.count = element("span", { class: "progress-count" });
    this.flight = element("span", { class: "progress-flight" });
    this.toGo = element("span", { class: "progress-to-go" });
    this.running = element("div", { class: "progress" }, element("div", { class: "progress-line" }, this.count, this.flight, this.toGo), this.bar);
    this.parkedTitle = element("summary", {});
    this.parkedList = element("ul", {});
    this.parked = element("details", { class: "parked" }, this.parkedTitle, this.parkedList);
    place.append(this.running, this.parked);
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.look();
    });
  }

  /** Look now, and from then on as often as it makes sense. */
  async look() {
    clearTimeout(this.#timer);
    let wait = IDLE_MILLISECONDS;
    try {
      const { body } = await get("/api/research");
      this.#show(body);
      if (body.queued + body.loading > 0) wait = RUNNING_MILLISECONDS;
    } catch {
      wait = RUNNING_MILLISECONDS * 4; // the stream of changes shows that there is no connection
    }
    clearTimeout(this.#timer);
    if (!document.hidden) this.#timer = setTimeout(() => this.look(), wait);
  }

  /** Something happened: look soon, but only once for many things. */
  lookSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.look(), 300);
  }

  #show({ queued, loading, done, parked, parked_models: models }) {
    const left = queued + loading;
    const all = left + done;
    this.#pace.add(done, performance.now() / 1000);
    this.place.hidden = left === 0 && parked === 0;
    this.running.hidden = left === 0;
    this.bar.max = Math.max(1, all);
    this.bar.value = done;
    setText(this.count, `Researched ${whole(done)} of ${counted(all, "model")}`);
    this.#showFlight(loading);
    const seconds = this.#pace.secondsFor(left);
    setText(this.toGo, seconds === null ? "" : `about ${duration(Math.max(1, seconds))} to go`);
    this.#showParked(parked, models ?? []);
  }

  #showFlight(loading) {
    const names = [...new Set(this.inFlight().map((row) => row.name))];
    const shown = names.slice(0, NAMES_SHOWN).flatMap((name, index) => [index ? ", " : ": ", foreign(name)]);
    const more = names.length > NAMES_SHOWN ? "…" : "";
    this.flight.replaceChildren(...(loading ? [`${whole(loading)} in flight`, ...shown, more] : []));
  }

  #showParked(count, models) {
    this.parked.hidden = count === 0;
    setText(this.parkedTitle, `Research gave up on ${counted(count, "model")}`);
    const known = this.#parked;
    this.#parked = new Map();
    for (const model of models.slice(0, PARKED_SHOWN)) {
      const says = JSON.stringify([model.provider, model.name, model.last_error]);
      this.#parked.set(says, known.get(says) ?? this.#parkedLine(model)); // a line that stays must not lose its focus
    }
    for (const [says, line] of known) {
      if (this.#parked.has(says)) continue;
      if (line.contains(document.activeElement)) this.parkedTitle.focus();
      line.remove();
    }
    this.parkedList.append(...[...this.#parked.values()].filter((line) => !line.isConnected));
  }

  #parkedLine(model) {
    const label = `Try again: ${model.name} on ${model.provider}`;
    const again = element("button", { class: "button small", type: "button", "aria-label": label }, icon("research"), "Try again");
    const wish = () => post("/api/research", { provider: model.provider, name: model.name });
    again.addEventListener("click", async () => {
      await whileBusy(again, () => this.notice.attempt(wish, "The model is researched again."));
      this.lookSoon();
    });
    const why = model.last_error ? foreign(model.last_error, { class: "parked-why" }) : null;
    return element("li", {}, element("span", { class: "parked-name" }, foreign(model.name), " on ", foreign(model.provider)), why, again);
  }
}
