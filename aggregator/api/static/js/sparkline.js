// The last polls of a provider as bars: the height is the latency, a full red one is a failure.

import { svg } from "./dom.js";
import { latency } from "./format.js";

const WIDTH = 72;
const HEIGHT = 20;
const BAR = 3;
const SLOWEST_MILLISECONDS = 10_000;

/** `polls` as PollHistory gives them. */
export function sparkline(polls) {
  const bars = polls.map((poll, index) => bar(poll, WIDTH - (polls.length - index) * BAR));
  const line = svg("path", { class: "base-line", d: `M0 ${HEIGHT - 0.5}H${WIDTH}` });
  const label = { role: "img", "aria-label": inWords(polls) };
  return svg("svg", { class: "sparkline", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, ...label }, svg("title", { text: inWords(polls) }), line, bars);
}

function bar({ ok, latency: milliseconds }, x) {
  // a logarithm, because a poll takes from one millisecond to ten seconds
  const part = ok ? Math.log1p(milliseconds ?? 1) / Math.log1p(SLOWEST_MILLISECONDS) : 1;
  const height = Math.max(2, Math.min(1, part) * HEIGHT);
  return svg("rect", { class: ok ? "good" : "bad", x, y: HEIGHT - height, width: BAR - 1, height });
}

function inWords(polls) {
  const failed = polls.filter((poll) => !poll.ok).length;
  const good = polls.filter((poll) => poll.ok && poll.latency !== null);
  const typical = good.map((poll) => poll.latency).sort((a, b) => a - b)[Math.floor(good.length / 2)];
  const polled = polls.length === 1 ? "1 poll" : `${polls.length} polls`;
  return `Seen here: ${polled}, ${failed} failed${typical === undefined ? "" : `, typically ${latency(typical)}`}`;
}
