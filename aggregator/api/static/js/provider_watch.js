// Keeps the providers' states fresh: asks again when the next poll of one of them is over.

import { get } from "./api.js";
import { now } from "./clock.js";

const SOONEST_MILLISECONDS = 2_000;
const LATEST_MILLISECONDS = 20_000;
const AFTER_A_POLL_MILLISECONDS = 700;

/** `onProviders(list)` with each new list. */
export class ProviderWatch {
  #timer = 0;

  constructor(onProviders) {
    this.onProviders = onProviders;
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.look();
    });
  }

  /** Look now, and from then on whenever there can be something new. */
  async look() {
    clearTimeout(this.#timer);
    let wait = LATEST_MILLISECONDS;
    try {
      const { body } = await get("/api/providers");
      this.onProviders(body.providers);
      wait = untilNext(body.providers);
    } catch {
      wait = SOONEST_MILLISECONDS * 2; // the stream of changes shows that there is no connection
    }
    clearTimeout(this.#timer);
    if (!document.hidden) this.#timer = setTimeout(() => this.look(), wait);
  }

  /** Something happened: look soon, but only once for many things. */
  lookSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.look(), 150);
  }
}

/** One that has no next poll is being polled now; many providers make a long answer, which nobody needs each 2 s. */
function untilNext(providers) {
  const waits = providers.map(({ next_poll_at: next }) => (next ? Date.parse(next) - now() : 0));
  const times = waits.filter((time) => time > -1000);
  const next = times.length ? Math.min(...times) + AFTER_A_POLL_MILLISECONDS : LATEST_MILLISECONDS;
  const soonest = Math.max(SOONEST_MILLISECONDS, providers.length * 10);
  return Math.min(LATEST_MILLISECONDS, Math.max(soonest, next));
}
