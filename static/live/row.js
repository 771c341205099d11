// One visit as a row of the feed. Parts are made once and rewritten in place, so that focus and selection survive.
// The server draws the first rows alike (templates/live/rows.html), and they are taken over as they stand.

import { details } from "./details.js";
import { h, icon, write } from "./elements.js";
import { countryName } from "./numbers.js";
import { filtering, filters } from "./picks.js";
import { deviceIcon, flag, goalMark, happening, keepFlag, placeName, sourceName } from "./parts.js";
import { trailParts } from "./trail.js";
import { isGone, lastEvent, origin } from "./visit.js";
import { say } from "./words.js";

export class Row {
  /** `drawn`: what the server has drawn of this very visit. */
  constructor(visit, page, drawn = null) {
    Object.assign(this, { visit, page });
    if (drawn) this.takeOver(drawn);
    else this.build();
    this.time.title = page.clock.zoneName;
    this.element.row = this;
    if (!drawn || drawn.classList.contains("gone") !== isGone(visit)) this.update();
  }

  takeOver(element) {
    const part = (selector) => element.querySelector(selector);
    Object.assign(this, {
      element, time: part("time"), mark: part(".when .meta"), flag: part(".flag-box"), place: part(".place bdi"), button: part(".title"),
      happened: part(".happened"), reached: part(".reached"), now: part(".now"), trail: part(".trail"), source: part(".source bdi"), sourceMark: part(".source-mark"), agent: part(".agent"),
    });
    this.flagged = this.visit.place.country ?? "";
    this.seenWith = seenWith(lastEvent(this.visit));
    keepFlag(this.flagged, part(".flag"));
  }

  build() {
    this.time = h("time", { class: "clock" });
    this.mark = h("span", { class: "meta" });
    this.flag = h("span", { class: "flag-box" });
    this.place = h("bdi");
    this.button = h("button", { type: "button", class: "title", dir: "auto", "aria-expanded": "false", tabindex: -1 });
    this.happened = h("span", { class: "happened" });
    this.reached = h("span", { class: "reached" });
    this.now = h("div", { class: "now" }, this.button, this.happened, this.reached);
    this.trail = h("div", { class: "trail" });
    this.source = h("bdi");
    this.sourceMark = h("span", { class: "source-mark", "aria-hidden": "true" });
    this.agent = h("span", { class: "agent meta" });
    this.element = h("li", { class: "visit", "data-visit": this.visit.id },
      h("div", { class: "when" }, this.time, this.mark),
      h("div", { class: "where" }, this.flag, h("span", { class: "place" }, this.place)),
      h("div", { class: "what" }, this.now, this.trail),
      h("div", { class: "from" }, h("span", { class: "source" }, this.source, this.sourceMark), this.agent));
  }

  update() {
    const event = lastEvent(this.visit);
    this.element.classList.toggle("gone", isGone(this.visit));
    this.writeWhen(event);
    this.writeWhere(this.visit.place);
    this.writeWhat(event);
    this.writeFrom(event);
  }

  writeWhen(event) {
    write(this.time, this.page.clock.at(event.at));
    this.time.dateTime = new Date(event.at).toISOString();
    write(this.mark, this.page.clock.dayOf(event.at, this.page.now?.() ?? Date.now()) || (this.visit.isNew ? "" : say("again_today")));
  }

  writeWhere(place) {
    const country = place.country ?? "";
    if (this.flagged !== country) {
      this.flagged = country;
      this.flag.replaceChildren(...flag(country, this.page.flags));
    }
    write(this.place, placeName(place));
    filters(this.place, "country", country);
    this.place.classList.toggle("unknown", !(place.city || place.region || country));
    this.place.title = country ? countryName(country) : "";
  }

  writeWhat(event) {
    const named = event.name === "pageview" ? null : event;
    const title = event.title || titleOf(this.visit, event);
    write(this.button, title || event.path || "/");
    this.button.title = `${event.host ?? ""}${event.path ?? ""}`;
    this.now.classList.toggle("acts", Boolean(named));
    this.happened.replaceChildren(...(named ? happening(named) : []));
    this.trail.replaceChildren(...trailParts(this.visit, Boolean(title)));
    this.writeGoals(named?.name);
  }

  writeGoals(beside) {
    const names = this.page.goals?.of(this.visit) ?? []; // strangers are told of none
    this.now.classList.toggle("reaches", names.length > 0);
    const title = names.join(" · ");
    if (title || this.reached.title) this.reached.title = title;
    this.reached.replaceChildren(...goalMark(names, beside));
  }

  writeFrom(event) {
    const first = origin(this.visit);
    const name = sourceName(first);
    write(this.source, [name, first.campaign?.name].filter(Boolean).join(" · "));
    filters(this.source, "source", first.source);
    write(this.sourceMark, [...name][0] ?? "");
    if (this.seenWith === seenWith(event)) return;
    this.seenWith = seenWith(event);
    const agent = [event.browser, event.system].filter(Boolean).join(" · ");
    this.agent.replaceChildren(h("span", { class: "agent-text", ...filtering("browser", event.browser) }, agent), event.device ? icon(deviceIcon(event.device)) : "");
    this.agent.title = this.seenWith;
  }

  get isOpen() {
    return Boolean(this.details);
  }

  open() {
    this.details = details(this.visit, this.page);
    this.element.append(this.details);
    this.element.classList.add("open");
    this.button.setAttribute("aria-expanded", "true");
  }

  close() {
    this.details?.remove();
    this.details = null;
    this.element.classList.remove("open");
    this.button.setAttribute("aria-expanded", "false");
  }
}

function seenWith({ browser, system, device }) {
  return [browser, system, device].filter(Boolean).join(" · ");
}

/** An event tells no title: it happened on a page that has told it. */
function titleOf(visit, event) {
  return visit.pages.findLast((page) => page.path === event.path && page.title)?.title;
}
