// The last polls of a provider as bars: the height is the latency, a full red one is a failure.

import { svg } from "./dom.js";
import { counted, latency } from "./format.js";

const WIDTH = 90;
const HEIGHT = 20;
const BAR = 3;
const SLOWEST_MILLISECONDS = 10_000;

/** `polls` as the API gives them: milliseconds, the oldest first, null where one failed. */
export function sparkline(polls) {
  const bars = polls.map((poll, index) => bar(poll, WIDTH - (polls.length - index) * BAR));
  const line = svg("path", { class: "base-line", d: `M0 ${HEIGHT - 0.5}H${WIDTH}` });
  const label = { role: "img", "aria-label": inWords(polls) };
  return svg("svg", { class: "sparkline", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "xMaxYMax slice", ...label }, svg("title", { text: inWords(polls) }), line, bars);
}

function bar(milliseconds, x) {
  const ok = milliseconds !== null;
  // a logarithm, because a poll takes from one millisecond to ten seconds
  const part = ok ? Math.log1p(milliseconds) / Math.log1p(SLOWEST_MILLISECONDS) : 1;
  const height = Math.max(2, Math.min(1, part) * HEIGHT);
  return svg("rect", { class: ok ? "good" : "bad", x, y: HEIGHT - height, width: BAR - 1, height });
}

function inWords(polls) {
  const latencies = polls.filter((poll) => poll !== null).sort((a, b) => a - b);
  const typical = latencies.length ? `, typically ${latency(latencies[Math.floor(latencies.length / 2)])}` : "";
  return `The last ${counted(polls.length, "poll")}: ${polls.length - latencies.length} failed${typical}`;
}
