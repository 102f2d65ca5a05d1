// The catalogue: all rows that are known here, from pages of the list and from the numbered changes after them; pure.

const WITH_THE_PROVIDER = ["state", "last_seen"];

/** Provider first: its name has no blank, so that no two models share a key. */
export function keyOf(provider, name) {
  return `${provider} ${name}`;
}

/** Every entry is {key, row, seq}: a row that changes becomes a new entry, the others stay the very same objects. */
export class Catalogue {
  entries = new Map();
  version = 0;
  total = 0;
  complete = false;
  #seen = null;
  #during = []; // changes that came while the list was read: a page that is older than they are must not undo them

  /** A full reading of the list begins; until it ends the old rows stay. */
  begin() {
    this.#seen = new Set();
    this.#during = [];
    for (const entry of this.entries.values()) entry.seq = -1; // after a restart the numbers may begin anew
  }

  /** One page of the list, as it stood at `seq`. */
  addPage(rows, seq, total) {
    for (const row of rows) {
      const key = keyOf(row.provider, row.name);
      this.#seen?.add(key);
      const known = this.entries.get(key);
      if (known && known.seq > seq) continue;
      if (known && JSON.stringify(known.row) === JSON.stringify(row)) known.seq = seq;
      else this.entries.set(key, { key, row, seq });
    }
    for (const change of this.#during) if (change.seq > seq) this.#replay(change);
    this.total = total;
    this.version += 1;
  }

  /** The last page was there: what no page and no change spoke of is gone. */
  end() {
    for (const [key, entry] of this.entries) if (entry.seq < 0 && !this.#seen.has(key)) this.entries.delete(key);
    this.#seen = null;
    this.#during = [];
    this.complete = true;
    this.version += 1;
  }

  /** One change of the journal; the keys of the rows that are different now. */
  apply(change) {
    if (this.#seen) this.#during.push(change);
    const keys = this.#replay(change);
    if (keys.length) this.version += 1;
    return keys;
  }

  #replay(change) {
    return change.type === "provider_changed" ? this.#applyToProvider(change) : this.#applyToRow(change);
  }

  #applyToRow(change) {
    if (!change.provider || change.name === null || change.name === undefined) return [];
    const key = keyOf(change.provider, change.name);
    const known = this.entries.get(key);
    if (known && known.seq >= change.seq) return [];
    if (!change.after) return this.entries.delete(key) ? [key] : [];
    if (!change.before) this.entries.set(key, { key, row: change.after, seq: change.seq });
    else if (known) this.entries.set(key, { key, row: changed(known.row, change), seq: change.seq });
    else return []; // its page is still to come, and is newer
    return [key];
  }

  #applyToProvider(change) {
    if (!change.after?.model_state) return [];
    const keys = [];
    for (const [key, entry] of this.entries) {
      if (entry.row.provider !== change.provider || entry.seq >= change.seq) continue;
      const kept = without(entry.row, WITH_THE_PROVIDER);
      const lastSeen = change.after.last_seen ? { last_seen: change.after.last_seen } : {};
      const row = { ...kept, state: change.after.model_state, ...lastSeen };
      this.entries.set(key, { key, row, seq: change.seq });
      if (row.state !== entry.row.state) keys.push(key);
    }
    return keys;
  }
}

function changed(row, change) {
  const gone = Object.keys(change.before).filter((field) => !Object.hasOwn(change.after, field));
  return { ...without(row, gone), ...change.after };
}

function without(row, fields) {
  return Object.fromEntries(Object.entries(row).filter(([field]) => !fields.includes(field)));
}
