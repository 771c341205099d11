// A value that filters by a click: for a mouse only within a row, which a finger opens, and the keyboard, too.

const hovers = matchMedia("(hover: hover)").matches;

/** Attributes of an element that is made. */
export function filtering(name, value) {
  return hovers && value ? { "data-filter": name, "data-value": value } : {};
}

/** The same of one that is there. */
export function filters(element, name, value) {
  if (!hovers || element.dataset.value === value) return;
  if (value) Object.assign(element.dataset, { filter: name, value });
  else element.removeAttribute("data-filter");
}
