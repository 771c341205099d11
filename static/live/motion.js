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
  const old = new Map(before.map((row, index) => [row, index]));
  const visible = Math.min(VISIBLE, Math.ceil(innerHeight / height) + 1);
  [...list.children].slice(0, visible).forEach((element, index) => {
    const from = moved.includes(element.row) ? index - moved.length : old.get(element.row);
    if (from === undefined || from === index) return;
    const fresh = from < 0 ? { opacity: 0 } : {};
    element.animate([{ transform: `translateY(${(from - index) * height}px)`, ...fresh }, { transform: "none" }], SLIDE);
  });
}
