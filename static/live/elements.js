// Builds elements from text and attributes only: what a visitor sent can never become markup.

const SVG = "http://www.w3.org/2000/svg";

export function h(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

export function s(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

export function icon(name) {
  const use = s("use", { href: `${icons()}#${name}` });
  return s("svg", { class: "icon", width: 16, height: 16, "aria-hidden": "true" }, use);
}

/** Touches the document only where the text really changed. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

function icons() {
  return document.querySelector("[data-icons]").dataset.icons;
}
