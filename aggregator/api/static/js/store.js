// The state of the page in one place: parts by name, and who wants to know when one changes.

export class Store {
  #parts;
  #listeners = new Map();

  constructor(parts) {
    this.#parts = { ...parts };
  }

  get(name) {
    return this.#parts[name];
  }

  /** Replace a part and tell its listeners; the same object again tells them that its inside changed. */
  set(name, value) {
    this.#parts[name] = value;
    for (const listener of this.#listeners.get(name) ?? []) listener(value);
  }

  /** Change some fields of a part that is a plain object. */
  change(name, fields) {
    this.set(name, { ...this.#parts[name], ...fields });
  }

  /** Call `listener` at each change of any of these parts. */
  on(names, listener) {
    for (const name of names) {
      if (!this.#listeners.has(name)) this.#listeners.set(name, []);
      this.#listeners.get(name).push(listener);
    }
  }
}
