// The dialog that asks for the key of the service.

import { element, setText } from "./dom.js";

const SENDABLE = /^[\x20-\x7e\xa0-\xff]+$/; // in a header

/** The key that the user gives; `again` says that another one was refused. */
export function keyFromUser(again) {
  const input = element("input", { id: "key", type: "password", autocomplete: "off", required: true, spellcheck: "false" });
  const problem = element("p", { class: "problem", role: "alert", text: again ? "That key was not accepted." : "" });
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
  box.addEventListener("close", () => box.isConnected && box.showModal()); // without the key there is nothing to go back to
  document.body.append(box);
  box.showModal();
  input.focus();
  return new Promise((resolve) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const key = input.value.trim();
      if (!SENDABLE.test(key)) return setText(problem, "No key has such characters; was something else pasted?");
      box.remove();
      resolve(key);
    });
  });
}
