// A value that filters by a click: what is no button, as within a row, for a mouse only. A finger opens the row, and the keyboard, too.

const hovers = matchMedia("(hover: hover)").matches;

/** What is picked by a click there; else nothing. */
export function picked(target) {
  const value = target.closest("[data-filter]");
  return value && (hovers || value.matches("button")) ? value : null;
}

/** Attributes of an element that is made. */
export function filtering(name, value) {
  return value ? { "data-filter": name, "data-value": value } : {};
}

/** The same of one that is there. */
export function filters(element, name, value) {
  if ((element.dataset.value ?? "") === value) return;
  if (value) return Object.assign(element.dataset, { filter: name, value });
  element.removeAttribute("data-filter");
  element.removeAttribute("data-value");
}
