// The stream of changes: read with fetch, because only that can send a key; comes back by itself after every loss.

import { Backoff } from "./backoff.js";
import { ApiError, open } from "./api.js";
import { EventReader } from "./sse.js";

const SILENCE_MILLISECONDS = 40_000; // the service sends a heartbeat each 15 s
const HIDDEN_MILLISECONDS = 60_000; // a tab that nobody sees gives its connection back: browsers have six for a host
const CONNECT_MILLISECONDS = 20_000; // until the service has answered
const STEADY_MILLISECONDS = 5_000; // a stream that lasted so long was a good one
const GONE = 410;

/**
 * `onChange(change)` for each change, `onState({name, retryAt})` with name `connecting`, `live`, `waiting` or `paused`,
 * `onBack()` when the stream is back after a loss, `onGone()` when the changes since then are forgotten: reads the
 * list anew and promises the number to go on from.
 */
export class EventStream {
  #last = 0;
  #backoff = new Backoff();
  #abort = new AbortController();
  #wake = () => {};
  #isPaused = false;
  #hiddenTimer = 0;

  constructor(handlers) {
    this.handlers = handlers;
  }

  /** Follow the changes after `seq`, for ever. */
  async start(seq) {
    this.#last = seq;
    this.#listen();
    let isKnown = true; // the list is as new as the number to go on from
    for (;;) {
      if (this.#isPaused) await this.#pause();
      try {
        const began = Date.now();
        const wasKnown = isKnown;
        isKnown = false;
        await this.#follow(wasKnown);
        if (Date.now() - began > STEADY_MILLISECONDS) this.#backoff.reset();
        await this.#wait();
      } catch (error) {
        if (error instanceof ApiError && error.status === GONE) isKnown = await this.#goOnAnew();
        else await this.#wait();
      }
    }
  }

  /** The number of the newest change that was seen. */
  get last() {
    return this.#last;
  }

  /** Don't wait for the next try. */
  retryNow() {
    this.#backoff.reset();
    this.#wake();
  }

  async #follow(isKnown) {
    this.#abort = new AbortController();
    this.handlers.onState({ name: "connecting" });
    const response = await this.#open(this.#abort);
    this.handlers.onState({ name: "live" });
    if (!isKnown) this.handlers.onBack();
    await this.#read(response.body.pipeThrough(new TextDecoderStream()).getReader());
  }

  async #open(abort) {
    const headers = { "Last-Event-ID": String(this.#last), Accept: "text/event-stream" };
    const timer = setTimeout(() => abort.abort(), CONNECT_MILLISECONDS);
    try {
      return await open(`/api/events?since=${this.#last}`, { headers, signal: abort.signal, cache: "no-store" });
    } finally {
      clearTimeout(timer);
    }
  }

  async #read(reader) {
    const events = new EventReader();
    for (;;) {
      const watchdog = setTimeout(() => this.#abort.abort(), SILENCE_MILLISECONDS);
      try {
        const { value, done } = await reader.read();
        if (done) return;
        for (const event of events.push(value)) this.#take(event);
      } catch {
        return; // lost, or given back
      } finally {
        clearTimeout(watchdog);
      }
    }
  }

  #take(event) {
    const change = JSON.parse(event.data);
    this.#last = Number(event.id) || change.seq;
    this.handlers.onChange({ ...change, type: change.type ?? event.type, seq: this.#last });
  }

  async #goOnAnew() {
    try {
      this.#last = await this.handlers.onGone();
      return true;
    } catch {
      await this.#wait();
      return false;
    }
  }

  async #wait() {
    if (this.#isPaused) return;
    const milliseconds = this.#backoff.next() * 1000;
    this.handlers.onState({ name: "waiting", retryAt: Date.now() + milliseconds });
    await this.#until((wake) => setTimeout(wake, milliseconds));
  }

  async #pause() {
    this.handlers.onState({ name: "paused" });
    await this.#until(() => 0);
  }

  async #until(arm) {
    await new Promise((resolve) => {
      const timer = arm(resolve);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => {};
  }

  #listen() {
    addEventListener("online", () => this.#wake());
    addEventListener("offline", () => this.#abort.abort());
    addEventListener("pagehide", () => this.#abort.abort());
    addEventListener("pageshow", () => this.#wake());
    document.addEventListener("visibilitychange", () => {
      clearTimeout(this.#hiddenTimer);
      if (document.hidden) this.#hiddenTimer = setTimeout(() => this.#giveBack(), HIDDEN_MILLISECONDS);
      else {
        this.#isPaused = false;
        this.#wake();
      }
    });
  }

  #giveBack() {
    this.#isPaused = true;
    this.#abort.abort();
    this.#wake();
  }
}
