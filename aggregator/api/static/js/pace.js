// The pace of the research, measured here, and the time to go that follows from it; pure.

const WINDOW_SECONDS = 120;
const SHORTEST_SECONDS = 3;

export class Pace {
  #samples = [];

  /** `done` rows were done at `seconds`. */
  add(done, seconds) {
    const last = this.#samples.at(-1);
    if (last && done < last.done) this.#samples = []; // something was queued again
    this.#samples.push({ done, seconds });
    while (this.#samples.length > 2 && this.#samples[0].seconds < seconds - WINDOW_SECONDS) this.#samples.shift();
  }

  /** Seconds until `left` more are done; null while nothing is known. */
  secondsFor(left) {
    if (this.#samples.length < 2) return null;
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    const seconds = last.seconds - first.seconds;
    const done = last.done - first.done;
    return seconds >= SHORTEST_SECONDS && done > 0 ? (left * seconds) / done : null;
  }
}
