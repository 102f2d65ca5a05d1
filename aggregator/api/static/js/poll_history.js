// The polls of each provider that this page saw; pure.

const KEPT = 24;

export class PollHistory {
  #polls = new Map();
  #last = new Map();

  /** A provider as the API shows it now; a poll that was not seen before is kept. */
  see(provider) {
    const good = provider.last_ok && Date.parse(provider.last_ok);
    const bad = provider.last_error && Date.parse(provider.last_error.at);
    const last = this.#last.get(provider.name) ?? {};
    if (good && good !== last.good) this.#add(provider.name, { at: good, ok: true, latency: provider.latency_ms });
    if (bad && bad !== last.bad) this.#add(provider.name, { at: bad, ok: false, latency: null });
    this.#last.set(provider.name, { good, bad });
  }

  /** Oldest first: {at, ok, latency in milliseconds or null}. */
  of(name) {
    return this.#polls.get(name) ?? [];
  }

  /** Only these providers are there still. */
  keepOnly(names) {
    for (const name of this.#polls.keys()) if (!names.has(name)) this.#polls.delete(name);
    for (const name of this.#last.keys()) if (!names.has(name)) this.#last.delete(name);
  }

  #add(name, poll) {
    const polls = [...this.of(name), poll].sort((a, b) => a.at - b.at);
    this.#polls.set(name, polls.slice(-KEPT));
  }
}
