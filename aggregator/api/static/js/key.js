// The key of the service: asked for once, kept for the session of this tab only, never in a URL.

import { element } from "./dom.js";

const NAME = "llm-aggregator key";

export function keptKey() {
  return sessionStorage.getItem(NAME) ?? "";
}

export function forgetKey() {
  sessionStorage.removeItem(NAME);
}

let asking = null;

/** Ask for the key; all who ask at the same time wait for the same answer. `refused` is the key that was tried. */
export function askForKey(refused) {
  if (keptKey() && keptKey() !== refused) return Promise.resolve(); // somebody else got it meanwhile
  forgetKey();
  asking ??= dialog(refused).finally(() => (asking = null));
  return asking;
}

function dialog(refused) {
  const input = element("input", { id: "key", type: "password", autocomplete: "off", required: true, spellcheck: "false" });
  const problem = element("p", { class: "problem", role: "alert", text: refused ? "That key was not accepted." : "" });
  const form = element(
    "form",
    {},
    element("h2", { id: "key-title", text: "This service wants a key" }),
    element("p", { id: "key-text", text: "It is the api_key of the server's config file. It is kept until you close this tab." }),
    element("label", { for: "key", text: "Key" }),
    input,
    problem,
    element("button", { class: "button primary", text: "Continue" }),
  );
  const box = element("dialog", { class: "key-dialog", "aria-labelledby": "key-title", "aria-describedby": "key-text" }, form);
  return new Promise((resolve) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      sessionStorage.setItem(NAME, input.value.trim());
      box.close();
      box.remove();
      resolve();
    });
    box.addEventListener("cancel", (event) => event.preventDefault()); // without the key there is nothing to go back to
    document.body.append(box);
    box.showModal();
    input.focus();
  });
}
