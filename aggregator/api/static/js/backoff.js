// How long to wait before the next try; pure but for chance.

const FIRST_SECONDS = 0.5;
const MOST_SECONDS = 15;

/** Twice as long after each failure, a little different for each page, so that not all come at once. */
export class Backoff {
  #failures = 0;

  constructor(chance = Math.random) {
    this.chance = chance;
  }

  /** Seconds to wait after one more failure. */
  next() {
    const seconds = Math.min(MOST_SECONDS, FIRST_SECONDS * 2 ** this.#failures);
    this.#failures += 1;
    return seconds * (0.8 + 0.4 * this.chance());
  }

  /** It works again. */
  reset() {
    this.#failures = 0;
  }
}
