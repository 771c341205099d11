// Puts a page's new state into the old one's elements: what stays the same is not touched, so that focus, menus that are
// open, what is selected and where one has scrolled to stay, too.

/** `changed` hears of each element whose text has become another. An element with data-own keeps what scripts have put into
 * it, and a menu stays as open as it is. */
export function morph(from, to, changed = () => {}) {
  attributes(from, to);
  if (!from.hasAttribute("data-own")) children(from, to, changed);
}

function attributes(from, to) {
  for (const { name } of [...from.attributes]) if (!to.hasAttribute(name) && name !== "open") from.removeAttribute(name);
  for (const { name, value } of to.attributes) if (from.getAttribute(name) !== value) from.setAttribute(name, value);
}

function children(from, to, changed) {
  const keyed = new Map([...from.children].filter(key).map((each) => [key(each), each]));
  const kept = new Set([...to.children].map(key).filter(Boolean));
  let at = from.firstChild;
  for (const wanted of to.childNodes) {
    const found = key(wanted) ? keyed.get(key(wanted)) : isLike(at, wanted) && at;
    if (!found) {
      from.insertBefore(document.importNode(wanted, true), at);
      continue;
    }
    // What stood before it and is gone goes: an element that is moved loses its focus.
    if (key(wanted)) while (at && at !== found && !kept.has(key(at))) at = after(at);
    if (found === at) at = at.nextSibling;
    else from.insertBefore(found, at);
    if (found.nodeType === Node.ELEMENT_NODE) morph(found, wanted, changed);
    else if (found.data !== wanted.data) {
      found.data = wanted.data;
      changed(from);
    }
  }
  while (at) at = after(at);
}

/** The next one, once this one is gone. */
function after(gone) {
  const next = gone.nextSibling;
  gone.remove();
  return next;
}

function key(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.id || node.dataset.key : "";
}

function isLike(old, wanted) {
  return old?.nodeName === wanted.nodeName && !key(old);
}
