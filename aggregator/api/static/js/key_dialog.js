// The dialog that asks for the key of the service.

import { element } from "./dom.js";

/** The key that the user gives; `again` says that another one was refused. */
export function keyFromUser(again) {
  const input = element("input", { id: "key", type: "password", autocomplete: "off", required: true, spellcheck: "false" });
  const form = element(
    "form",
    {},
    element("h2", { id: "key-title", text: "This service wants a key" }),
    element("p", { id: "key-text", text: "It is the api_key of the server's config file. It is kept until you close this tab." }),
    element("label", { for: "key", text: "Key" }),
    input,
    element("p", { class: "problem", role: "alert", text: again ? "That key was not accepted." : "" }),
    element("button", { class: "button primary", text: "Continue" }),
  );
  const box = element("dialog", { class: "key-dialog", "aria-labelledby": "key-title", "aria-describedby": "key-text" }, form);
  box.addEventListener("cancel", (event) => event.preventDefault()); // without the key there is nothing to go back to
  document.body.append(box);
  box.showModal();
  input.focus();
  return new Promise((resolve) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      box.remove();
      resolve(input.value.trim());
    });
  });
}
