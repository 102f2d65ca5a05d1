// Everything around the list, loaded after its first rows: the stream of changes, providers, research, drawer.

import { ConnectionBadge } from "./connection.js";
import { EventStream } from "./event_stream.js";
import { Notice } from "./notice.js";
import { OpenModel } from "./open_model.js";
import { ResearchProgress } from "./progress.js";
import { ProviderStrip } from "./providers.js";
import { ProviderWatch } from "./provider_watch.js";

const AGES_MILLISECONDS = 20_000;

export class Surroundings {
  constructor(places, store, list) {
    this.store = store;
    this.list = list;
    const notice = new Notice(places.notices);
    this.model = new OpenModel(places, store, list, notice);
    this.watch = new ProviderWatch((providers) => store.set("providers", providers));
    this.strip = new ProviderStrip(places.providers, {
      notice,
      onFilter: (name) => this.#toggleProvider(name),
      onPolled: () => this.watch.look(),
    });
    const inFlight = () => list.rows().filter((row) => row.research.state === "loading");
    this.progress = new ResearchProgress(places.progress, { notice, inFlight });
    this.badge = new ConnectionBadge(places.connection, () => this.stream.retryNow());
    this.stream = new EventStream({
      onChange: (change) => this.#changed(change),
      onState: (state) => this.badge.show(state),
      onBack: () => this.#readList(),
      onGone: () => new Promise((resolve) => this.#readList(resolve)),
    });
    store.on(["providers"], (providers) => this.#providersChanged(providers));
    store.on(["view"], (view) => this.strip.choose(view.provider));
    this.strip.choose(store.get("view").provider);
  }

  /** Begin where the first rows stand; `all` tells that there are no more. */
  start({ seq, all }) {
    this.watch.look();
    this.progress.look();
    this.stream.start(seq);
    this.model.openFromUrl();
    setInterval(() => document.hidden || this.model.rowsChanged(), AGES_MILLISECONDS);
    if (!all) this.list.readAll().then(() => this.model.rowsChanged());
  }

  /** The stream is back: it may be another service now, or the same with a gap that it does not know of. */
  async #readList(onFirstPage) {
    this.watch.look();
    this.progress.look();
    await this.list.readAll(onFirstPage);
    this.model.rowsChanged();
  }

  #changed(change) {
    const isOfRow = change.type !== "config_changed" && change.type !== "provider_changed";
    if (isOfRow) this.progress.lookSoon();
    else this.watch.lookSoon();
    const keys = this.list.change(change);
    if (keys.length) this.model.rowsChanged(keys);
  }

  #providersChanged(providers) {
    this.strip.show(providers);
  }

  #toggleProvider(name) {
    const chosen = this.store.get("view").provider;
    this.store.change("view", { provider: chosen.length === 1 && chosen[0] === name ? [] : [name] });
  }
}
