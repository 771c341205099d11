// The way that a visit took: its last pages, what came before them, and that it is over.

import { h } from "./elements.js";
import { duration } from "./numbers.js";
import { filtering } from "./picks.js";
import { isAway, isGone, timeSpent, trail } from "./visit.js";
import { say } from "./words.js";

/** The only page's path is told once: as the title, where it has none. */
export function trailParts(visit, hasTitle) {
  const { before, paths } = trail(visit);
  if (!hasTitle && !before && paths.length === 1) paths.pop();
  const pages = before ? [h("span", { class: "before" }, `+${before}`), arrow()] : [];
  paths.forEach((path, index) => pages.push(...(index ? [arrow()] : []), h("bdi", { class: "path", ...filtering("page", path) }, path)));
  const parts = [h("span", { class: "paths" }, h("span", { dir: "ltr" }, ...pages))];
  if (isGone(visit)) parts.push(h("span", { class: "left" }, leftAfter(timeSpent(visit))));
  if (isAway(visit)) parts.push(h("span", { class: "left" }, say("away")));
  return parts;
}

function leftAfter(spent) {
  return spent ? say("left_after", { time: duration(spent) }) : say("left");
}

function arrow() {
  return h("span", { class: "arrow", "aria-hidden": "true" }, "→");
}
