// How rows move: 180 ms of sliding and 1.2 s of fading, both left to the compositor.

const SLIDE = { duration: 180, easing: "ease-out" };
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const VISIBLE = 40;

/** Fresh rows fade from the accent to nothing. */
export function arrive(rows) {
  for (const row of rows.slice(0, VISIBLE)) {
    row.element.animate([{ opacity: 1 }, { opacity: 0 }], { duration: 1200, easing: "ease-out", pseudoElement: "::before" });
  }
}

/** Rows slide from where they were (`before`: the rows in their old order) to where they are; reads one height. */
export function shift(list, before, moved) {
  if (calm.matches || document.hidden || !list.firstElementChild) return;
  const height = list.firstElementChild.offsetHeight;
  const visible = Math.min(VISIBLE, Math.ceil(innerHeight / height) + 1);
  const old = new Map(before.slice(0, visible).map((row, index) => [row, index]));
  for (const row of moved) row.element.animate([{ opacity: 0 }, { opacity: 1 }], SLIDE);
  if (moved.some((row) => old.has(row))) slideRows([...list.children].slice(0, visible), old, moved, height);
  else slide(list, -moved.length * height); // all the others move alike: one animation for all of them
}

function slideRows(elements, old, moved, height) {
  elements.forEach((element, index) => {
    const from = moved.includes(element.row) ? index - moved.length : old.get(element.row);
    if (from !== undefined && from !== index) slide(element, (from - index) * height);
  });
}

function slide(element, from) {
  element.animate([{ transform: `translateY(${from}px)` }, { transform: "none" }], SLIDE);
}
