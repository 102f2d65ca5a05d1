// Which rows changed a moment ago, and for how long that is shown.

const MARKED_MILLISECONDS = 2600;
const MOST_MARKS = 12; // where everything changes, a mark tells nothing

export class Marks {
  #until = new Map();

  /** The rows of these keys changed now. */
  add(keys) {
    const now = performance.now();
    for (const [key, until] of this.#until) if (until < now) this.#until.delete(key);
    for (const key of keys) if (this.#until.size < MOST_MARKS) this.#until.set(key, now + MARKED_MILLISECONDS);
  }

  /** The node shows another row now. */
  clear(node) {
    node.markedUntil = 0;
    node.classList.remove("marked");
  }

  /** Mark a row's node, if one of its entries changed, and unmark it in time. */
  show(node, item) {
    const until = Math.max(...item.entries.map((entry) => this.#until.get(entry.key) ?? 0));
    const left = until - performance.now();
    if (left <= 0 || node.markedUntil === until) return;
    node.markedUntil = until;
    node.classList.remove("marked");
    requestAnimationFrame(() => node.markedUntil === until && node.classList.add("marked"));
    setTimeout(() => node.markedUntil === until && node.classList.remove("marked"), left);
  }
}
