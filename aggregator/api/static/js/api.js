// Requests to the service, with the key where one is wanted.

import { learnTime } from "./clock.js";
import { askForKey, keptKey } from "./key.js";

const PATIENCE_MILLISECONDS = 20_000;

/** An answer that is an error; `message` is the service's own sentence. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The Response to a request; asks for the key and tries again for as long as it is wanted. Throws ApiError. */
export async function open(path, options = {}) {
  for (;;) {
    const key = keptKey();
    const headers = { ...options.headers, ...(key && { Authorization: `Bearer ${key}` }) };
    const signal = options.signal ?? AbortSignal.timeout(PATIENCE_MILLISECONDS); // anew for each try
    const response = await fetch(path, { ...options, headers, signal, credentials: "omit" });
    learnTime(response.headers.get("Date"));
    if (response.status === 401) await askForKey(key);
    else if (response.ok) return response;
    else throw new ApiError(response.status, await sentenceOf(response));
  }
}

/** {body, seq} of a GET; `seq` is the change that a list stands at. */
export async function get(path) {
  const response = await open(path);
  return { body: await response.json(), seq: Number(response.headers.get("X-Catalogue-Seq") ?? 0) };
}

export async function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  await open(path, { method: "POST", headers, body: JSON.stringify(body) });
}

/** The path of one model. */
export function modelPath(provider, name) {
  return `/api/models/${encodeURIComponent(provider)}/${encodeURIComponent(name)}`;
}

async function sentenceOf(response) {
  try {
    return (await response.json()).detail ?? `The service answered ${response.status}.`;
  } catch {
    return `The service answered ${response.status}.`;
  }
}
