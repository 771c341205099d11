// One visit as a row of the feed. Parts are made once and rewritten in place, so that focus and selection survive.

import { details } from "./details.js";
import { h, icon, write } from "./elements.js";
import { countryName, duration } from "./numbers.js";
import { deviceIcon, flag, happening } from "./parts.js";
import { isAway, isGone, lastEvent, timeSpent, trail } from "./visit.js";
import { say } from "./words.js";

export class Row {
  constructor(visit, page) {
    this.visit = visit;
    this.page = page;
    this.build();
    this.update();
  }

  build() {
    this.time = h("time", { class: "clock" });
    this.mark = h("span", { class: "meta" });
    this.flag = h("span", { class: "flag-box" });
    this.place = h("bdi");
    this.country = h("span", { class: "meta" });
    this.button = h("button", { type: "button", class: "title", dir: "auto", "aria-expanded": "false", tabindex: -1 });
    this.happened = h("span", { class: "happened" });
    this.now = h("div", { class: "now" }, this.button, this.happened);
    this.trail = h("div", { class: "trail" });
    this.source = h("bdi");
    this.agent = h("span", { class: "agent meta" });
    this.element = h("li", { class: "visit" },
      h("div", { class: "when" }, this.time, this.mark),
      h("div", { class: "where" }, this.flag, h("span", { class: "place" }, this.place, this.country)),
      h("div", { class: "what" }, this.now, this.trail),
      h("div", { class: "from" }, h("span", { class: "source" }, this.source), this.agent));
    this.element.row = this;
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
    write(this.mark, this.page.clock.dayOf(event.at, Date.now()) || say(this.visit.isNew ? "new" : "returning"));
    this.mark.classList.toggle("new", this.visit.isNew);
  }

  writeWhere(place) {
    const country = place.country ? countryName(place.country) : "";
    const near = place.city || place.region;
    if (this.country.dataset.code !== (place.country ?? "")) {
      this.country.dataset.code = place.country ?? "";
      this.flag.replaceChildren(...flag(place.country, this.page.flags));
    }
    write(this.place, near || country || say("somewhere"));
    this.place.className = near || country ? "" : "unknown";
    write(this.country, near ? country : "");
  }

  writeWhat(event) {
    const named = event.name === "pageview" ? null : event;
    const title = event.title || titleOf(this.visit, event);
    write(this.button, title || event.path || "/");
    this.button.title = `${event.host ?? ""}${event.path ?? ""}`;
    this.now.classList.toggle("acts", Boolean(named));
    this.happened.replaceChildren(...(named ? happening(named) : []));
    this.trail.replaceChildren(...trailParts(this.visit, Boolean(title)));
  }

  writeFrom(event) {
    const first = this.visit.events.find((each) => each.channel && each.channel !== "internal") ?? event;
    const campaign = first.campaign?.name;
    write(this.source, [first.channel === "direct" ? say("direct") : first.source || say("direct"), campaign].filter(Boolean).join(" · "));
    const agent = [event.browser, event.system].filter(Boolean).join(" · ");
    if (this.agent.dataset.text === agent + event.device) return;
    this.agent.dataset.text = agent + event.device;
    this.agent.replaceChildren(h("span", { class: "agent-text" }, agent), event.device ? icon(deviceIcon(event.device)) : "");
    this.agent.title = [agent, event.device].filter(Boolean).join(" · ");
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

/** An event tells no title: it happened on a page that has told it. */
function titleOf(visit, event) {
  return visit.pages.findLast((page) => page.path === event.path && page.title)?.title;
}

/** The only page's path is told once: as the title, where it has none. */
function trailParts(visit, hasTitle) {
  const { before, paths } = trail(visit);
  if (!hasTitle && !before && paths.length === 1) paths.pop();
  const pages = before ? [h("span", { class: "before" }, `+${before}`), arrow()] : [];
  paths.forEach((path, index) => pages.push(...(index ? [arrow()] : []), h("bdi", { class: "path" }, path)));
  const parts = [h("span", { class: "paths" }, ...pages)];
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
