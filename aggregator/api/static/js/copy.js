// Copies text; also where the page is not served over TLS, and so has no clipboard of its own.

import { element, setText } from "./dom.js";
import { icon } from "./icons.js";

const SHOWN_MILLISECONDS = 1600;

/** A button that copies what `text()` gives; `label` says what that is. */
export function copyButton(label, text) {
  const word = element("span", { class: "copy-word", text: "Copy" });
  const mark = element("span", { class: "copy-icon" }, icon("copy"));
  const told = element("span", { class: "spoken", role: "status" });
  const button = element("button", { class: "button small copy", type: "button", "aria-label": `Copy ${label}` }, mark, word);
  let timer = 0;
  button.addEventListener("click", async () => {
    const copied = await copyText(text());
    button.classList.toggle("copied", copied);
    mark.replaceChildren(icon(copied ? "check" : "alert"));
    setText(word, copied ? "Copied" : "Not allowed");
    setText(told, copied ? `Copied ${label}` : "The browser does not allow copying");
    clearTimeout(timer);
    timer = setTimeout(() => {
      button.classList.remove("copied");
      mark.replaceChildren(icon("copy"));
      setText(word, "Copy");
      setText(told, "");
    }, SHOWN_MILLISECONDS);
  });
  return element("span", { class: "copy-place" }, button, told);
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text) {
  const focused = document.activeElement;
  const area = element("textarea", { class: "spoken", readonly: true, "aria-hidden": "true", tabindex: "-1" });
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  focused?.focus();
  return copied;
}
