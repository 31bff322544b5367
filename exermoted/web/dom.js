// Small helpers for the page's elements.

const SVG = "http://www.w3.org/2000/svg";

/** @param {string} id */
export const byId = (id) => document.getElementById(id);

/** Sets an element's text where it differs, so that nothing is laid out or read out anew. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Shows an element with `text`, or hides it where there is none. */
export function tell(element, text) {
  setText(element, text ?? "");
  element.hidden = !text;
}

/** Makes an element of `tag` with properties, and attributes whose names hold a dash. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

/** Makes a drawing's element. */
export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
