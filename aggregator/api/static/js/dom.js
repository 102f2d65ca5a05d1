// Builds elements; whatever comes from outside becomes text, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element. `properties`: class, text, title, on: {event: handler}; everything else becomes an attribute. */
export function element(name, properties = {}, ...children) {
  return filled(document.createElement(name), properties, children);
}

/** The same for SVG. */
export function svg(name, properties = {}, ...children) {
  return filled(document.createElementNS(SVG, name), properties, children);
}

function filled(node, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") node.setAttribute("class", value);
    else if (name === "text") node.textContent = value;
    else if (name === "on") for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    else node.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat()) if (child !== null && child !== undefined) node.append(child);
  return node;
}

/** Text from outside, kept apart from the direction of the text around it. */
export function foreign(text, properties = {}) {
  return element("bdi", { text, ...properties });
}

/** Words that only a screen reader says. */
export function spoken(text) {
  return element("span", { class: "spoken", text });
}

/** Set an attribute only when it differs, so that nothing is announced twice. */
export function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

/** Do something that takes a while, once; the button can't be used meanwhile, but keeps the focus. */
export async function whileBusy(button, wish) {
  if (button.getAttribute("aria-disabled") === "true") return;
  setAttribute(button, "aria-disabled", "true");
  await wish();
  setAttribute(button, "aria-disabled", null);
}

/** Set the text only when it differs. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
