// An open visit in time: a dot for each page, a hollow one for what happened there, and how long it took from dot to dot.

import { h } from "./elements.js";
import { duration } from "./numbers.js";
import { address, goalMark, happening } from "./parts.js";
import { isPageview } from "./visit.js";
import { say } from "./words.js";

export function timeline(visit, page) {
  const items = visit.events.map((event) => h("li", { class: isPageview(event) ? "page" : "act" },
    h("time", { class: "clock meta" }, page.clock.at(event.at)),
    h("div", { class: "event" }, ...(isPageview(event) ? seen(visit, event) : happening(event)), reached(visit, event, page))));
  return h("ol", { class: "events", "aria-label": say("events_of_visit") }, ...items);
}

function reached(visit, event, page) {
  const names = page.goals?.at(visit, event) ?? [];
  return names.length ? h("span", { class: "reached" }, ...goalMark(names)) : null;
}

function seen(visit, event) {
  const where = `${event.host ?? ""}${event.path ?? ""}`;
  return [
    h("bdi", {}, address(`${schemeOf(event.host)}//${where}`, event.title || event.path)),
    h("bdi", { class: "meta address" }, where),
    spent(visit, event),
  ];
}

/** What is told of no page is its scheme: only on the machine itself it is the plain one. */
function schemeOf(host) {
  return /^(localhost|127\.|\[)/.test(host ?? "") ? "http:" : "https:";
}

function spent(visit, event) {
  const page = visit.pages.find((each) => each.cursor === event.cursor);
  if (!page?.engaged) return null;
  const words = page.depth ? "read_to" : "time_only";
  return h("span", { class: "meta spent" }, say(words, { time: duration(page.engaged), depth: page.depth }));
}
