// The key of the service: kept for the session of this tab only, never in a URL.

import { KEY_NAME } from "./first_rows.js";
import { keyFromUser } from "./key_dialog.js";

export function keptKey() {
  return sessionStorage.getItem(KEY_NAME) ?? "";
}

let asking = null;

/** Ask for the key; all who ask at the same time wait for the same answer. `refused` is the key that was tried. */
export function askForKey(refused) {
  if (keptKey() && keptKey() !== refused) return Promise.resolve(); // somebody else got it meanwhile
  sessionStorage.removeItem(KEY_NAME);
  asking ??= ask(Boolean(refused)).finally(() => (asking = null));
  return asking;
}

async function ask(again) {
  sessionStorage.setItem(KEY_NAME, await keyFromUser(again));
}
