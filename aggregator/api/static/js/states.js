// What stands in place of the table while there is nothing to show: loading, empty, nothing found, broken.

import { element, foreign } from "./dom.js";
import { counted } from "./format.js";

const SKELETON_ROWS = 12;

/** Grey rows, while the first page is on its way. */
export function loadingState() {
  const rows = Array.from({ length: SKELETON_ROWS }, () => element("div", { class: "skeleton-row" }, element("span"), element("span"), element("span")));
  return element("div", { class: "skeleton", role: "status", "aria-label": "Loading the models" }, rows);
}

/** The catalogue is empty; `providers` is null while they are not known. */
export function emptyState(providers) {
  if (providers && providers.length === 0) {
    const example = "providers:\n  - url: http://10.0.0.5:11434";
    return message("No providers yet", "Name your LLM servers in the config file; it is read again as soon as it changes.", [element("pre", { text: example })]);
  }
  const untried = providers?.filter((provider) => provider.state === "unknown").length ?? 0;
  const failing = providers?.filter((provider) => !["ok", "unknown"].includes(provider.state)) ?? [];
  if (untried || !providers) return message("No models yet", `Waiting for the first answer${providers ? ` of ${counted(untried, "provider")}` : "s of the providers"}.`);
  const lines = failing.slice(0, 8).map(({ name, last_error: error }) => element("li", {}, foreign(name), ": ", foreign(error?.message ?? "does not answer")));
  return message("No models", failing.length ? "No provider lists a model. What is wrong:" : "The providers answer, but list no model.", lines.length ? [element("ul", {}, lines)] : []);
}

/** The filters hide everything. */
export function nothingFound(onClear) {
  return message("No model matches", "Try fewer words or filters.", [button("Clear filters", onClear)]);
}

/** The first page could not be read. */
export function brokenState(why, onRetry) {
  return message("The models can't be shown", why, [button("Try again", onRetry)]);
}

function message(title, text, more = []) {
  return element("div", { class: "message", role: "status" }, element("h2", { text: title }), element("p", { text }), more);
}

function button(text, onClick) {
  return element("button", { class: "button", type: "button", text, on: { click: onClick } });
}
