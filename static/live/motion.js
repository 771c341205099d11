// How rows move: 180 ms of sliding, left to the compositor.

import { brighten, dim } from "./fading.js";

const SLIDE = { duration: 180, easing: "ease-out" };
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const VISIBLE = 40;

let height = 0; // of a row; asking for it costs a layout
let inSight = 0;
addEventListener("resize", () => (height = 0));

const slides = new Set();
let whenStill = null;

/** While a slide runs nothing else moves; `then` is called when it has ended. */
export function isSliding(then) {
  whenStill = slides.size ? then : null;
  return slides.size > 0;
}

/** Rows stay where they are drawn just now: a pause alone would begin with the next frame. */
export function halt() {
  for (const each of slides) {
    const { currentTime } = each;
    each.pause();
    each.currentTime = currentTime;
  }
}

export function goOn() {
  for (const each of slides) each.play();
}

/** Rows are where they belong, at once. */
export function finish() {
  for (const each of slides) each.finish();
}

/** The rows in sight, in their order; to be asked before it changes. */
export function places(list) {
  if (!height && list.firstElementChild) {
    height = list.firstElementChild.offsetHeight;
    inSight = Math.min(VISIBLE, Math.ceil(innerHeight / height) + 1);
  }
  return Array.from({ length: Math.min(inSight, list.childElementCount) }, (_, index) => list.children[index].row);
}

/** Rows that have just come. */
export function arrive(rows) {
  rows.forEach((row, index) => (index < VISIBLE ? brighten : dim)(row.element));
}

/** Rows that are shown without motion. */
export function settle(rows) {
  for (const row of rows) dim(row.element);
}

/** Rows slide from where they were to where they are. */
export function shift(list, before, moved) {
  if (calm.matches || document.hidden || !before.length) return;
  const old = new Map(before.map((row, index) => [row, index]));
  if (moved.some((row) => old.has(row))) slideRows([...list.children].slice(0, inSight), old, moved);
  else slide(list, -moved.length * height); // all the others move alike: one animation for all of them
}

function slideRows(elements, old, moved) {
  elements.forEach((element, index) => {
    const from = moved.includes(element.row) ? index - moved.length : old.get(element.row);
    if (from !== undefined && from !== index) slide(element, (from - index) * height);
  });
}

function slide(element, from) {
  const animation = element.animate([{ transform: `translateY(${from}px)` }, { transform: "none" }], SLIDE);
  slides.add(animation);
  animation.onfinish = animation.oncancel = () => ended(animation);
}

function ended(animation) {
  slides.delete(animation);
  if (slides.size || !whenStill) return;
  const then = whenStill;
  whenStill = null;
  then();
}
