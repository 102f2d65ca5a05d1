// The facts about one model: what each is, who says so, since when, and who says otherwise.

import { now } from "./clock.js";
import { element, foreign } from "./dom.js";
import { ago, bytes, moment, parameters, price, tokens, whole } from "./format.js";
import { icon } from "./icons.js";
import { CAPABILITIES, TYPES, wordFor } from "./words.js";

const exactly = (format) => (value) => (format(value) === String(value) ? format(value) : `${format(value)} (${whole(value)})`);
const words = (dictionary) => (values) => values.map((value) => wordFor(dictionary, value)).join(", ");
const dollars = (value) => price(value);

/** Every field in the order in which it is shown: label, and how its value is written. */
const FIELDS = {
  summary: ["Summary", String],
  types: ["Type", words(TYPES)],
  family: ["Family", String],
  publisher: ["Publisher", String],
  parameters: ["Parameters", exactly(parameters)],
  active_parameters: ["Active parameters", exactly(parameters)],
  quantization: ["Quantization", String],
  format: ["Format", String],
  context_length: ["Context, at most", exactly(tokens)],
  served_context_length: ["Context, served here", exactly(tokens)],
  max_output_tokens: ["Output, at most", exactly(tokens)],
  dimensions: ["Dimensions", whole],
  size_bytes: ["Size on disk", exactly(bytes)],
  memory_bytes: ["Memory in use", exactly(bytes)],
  loaded: ["Loaded", (value) => (value ? "yes" : "no")],
  capabilities: ["Capabilities", words(CAPABILITIES)],
  input_modalities: ["Takes", words({})],
  output_modalities: ["Gives", words({})],
  knowledge_cutoff: ["Knows the world until", String],
  released: ["Released", String],
  license: ["License", String],
  price_input: ["Price of input", dollars],
  price_output: ["Price of output", dollars],
  hub_repo: ["Hub repository", String],
  homepage: ["Homepage", String],
  digest: ["Digest", String],
};

const ROUNDED = new Set(["parameters", "active_parameters"]);
const WORDED = new Set(["summary"]); // each source has words of its own: that is no disagreement

/** What each source is, in a few words. */
const SOURCES = {
  override: "the operator",
  server: "the server",
  files: "the model's files",
  hub: "the model hub",
  catalogue: "the catalogue",
  name: "the model's name",
  brain: "the brain",
};

/** A list of all facts; `claims` holds what every source says, the winner first. */
export function factList(details, claims = {}) {
  const known = Object.keys(FIELDS).filter((field) => Object.hasOwn(details, field));
  const strange = Object.keys(details).filter((field) => !Object.hasOwn(FIELDS, field));
  return element("dl", { class: "facts" }, [...known, ...strange].map((field) => fact(field, details[field], claims[field] ?? [])));
}

/** How many fields have sources that say different things. */
export function disagreements(details, claims = {}) {
  return Object.keys(details).filter((field) => !WORDED.has(field) && others(field, details[field], claims[field] ?? []).length).length;
}

function fact(field, { value, source, as_of: time }, claims) {
  const different = others(field, { value }, claims);
  const agreeing = claims.filter((claim) => claim.source !== source && saySame(field, claim.value, value));
  const also = agreeing.length ? ` · also ${agreeing.map((claim) => wordFor(SOURCES, claim.source)).join(", ")}` : null;
  const where = source ? element("span", { class: "origin" }, sourceName(source), time && " · ", time && age(time), also) : null;
  return element(
    "div",
    { class: "fact", "data-field": field },
    element("dt", { text: FIELDS[field]?.[0] ?? field }),
    element("dd", {}, foreign(written(field, value), { class: "fact-value" }), where, different.map((claim) => otherClaim(field, claim))),
  );
}

function otherClaim(field, claim) {
  const isWorded = WORDED.has(field);
  return element(
    "span",
    { class: isWorded ? "other-claim worded" : "other-claim" },
    isWorded ? null : icon("alert"),
    element("span", {}, sourceName(claim.source), " says ", foreign(written(field, claim.value), { class: "fact-value" }), " ", claim.as_of && age(claim.as_of)),
  );
}

function others(field, { value }, claims) {
  return claims.filter((claim) => claim.value !== null && !saySame(field, claim.value, value));
}

/** A name says 8B where the server counts 8.19 billion, or a list is shorter: that is no disagreement. */
function saySame(field, a, b) {
  if (Array.isArray(a) && Array.isArray(b)) return a.every((each) => b.includes(each));
  if (ROUNDED.has(field) && typeof a === "number" && typeof b === "number") return Math.abs(a - b) <= 0.05 * Math.max(a, b);
  return written(field, a).toLowerCase() === written(field, b).toLowerCase();
}

function sourceName(source) {
  return source ? element("span", { class: "source", text: wordFor(SOURCES, source) }) : null;
}

function age(time) {
  return element("time", { class: "age", datetime: time, title: moment(time), text: ago(time, now()) });
}

function written(field, value) {
  if (value === null || value === undefined) return "nothing";
  const format = FIELDS[field]?.[1] ?? String;
  try {
    return format(value);
  } catch {
    return JSON.stringify(value); // a value of a shape that is not known here
  }
}
