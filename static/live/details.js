// What an open row shows: the visit's events in time, where it came from, and what it was seen with.

import { h, icon } from "./elements.js";
import { countryName, duration } from "./numbers.js";
import { address, deviceIcon, happening } from "./parts.js";
import { say } from "./words.js";

export function details(visit, page) {
  return h("div", { class: "details" }, events(visit, page), facts(visit, page));
}

function events(visit, page) {
  const items = visit.events.map((event) => h("li", {},
    h("time", { class: "clock" }, page.clock.at(event.at)),
    h("span", { class: "event" },
      h("bdi", {}, event.title || event.path),
      h("bdi", { class: "meta address" }, `${event.host ?? ""}${event.path ?? ""}`)),
    h("span", { class: "happened" }, ...(event.name === "pageview" ? [spent(visit, event)] : happening(event)))));
  return h("ol", { class: "events", "aria-label": say("events_of_visit") }, ...items);
}

function spent(visit, event) {
  const seen = visit.pages.find((each) => each.cursor === event.cursor);
  if (!seen?.engaged) return null;
  return h("span", { class: "meta" }, say("read_for", { time: duration(seen.engaged), depth: seen.depth }));
}

function facts(visit) {
  const last = visit.events[visit.events.length - 1];
  const first = visit.events.find((event) => event.referrer) ?? visit.events[0];
  const rows = [
    [say("came_from"), first.referrer ? address(first.referrer) : say("direct")],
    [say("channel"), channelName(visit.events)],
    ...campaign(visit.events.find((event) => event.campaign)?.campaign),
    [say("place"), placeName(visit.place)],
    [say("browser"), agent(versioned(last.browser, last.browser_version), browserIcon(last.browser))],
    [say("system"), agent(versioned(last.system, last.system_version), systemIcon(last.system))],
    [say("device"), agent([last.device, last.width && say("pixels", { n: last.width })].filter(Boolean).join(", "), deviceIcon(last.device))],
    [say("language"), last.language],
    [say("visitor"), say(visit.isNew ? "new_today" : "returning_today")],
  ];
  return h("dl", { class: "facts" }, ...rows.filter(([, value]) => value)
    .flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, h("bdi", {}, value))]));
}

/** Of what brought the visit: the links within the site are none. */
function channelName(events) {
  const brought = events.find((event) => event.channel && event.channel !== "internal");
  return brought ? say(brought.channel) : "";
}

function campaign(tags) {
  const names = ["source", "medium", "name", "term", "content"];
  const rows = names.filter((name) => tags?.[name]).map((name) => [`utm_${name === "name" ? "campaign" : name}`, tags[name]]);
  return tags?.click_id ? [...rows, [say("click_id"), tags.click_id]] : rows;
}

function placeName(place) {
  const country = place.country ? countryName(place.country) : "";
  return [[place.postal, place.city].filter(Boolean).join(" "), place.region, country].filter(Boolean).join(", ");
}

function versioned(name, version) {
  return name && version ? `${name} ${version}` : name;
}

function agent(text, name) {
  return text ? h("span", { class: "with-icon" }, icon(name), text) : "";
}

function browserIcon(name = "") {
  return pick(name, ["firefox", "chrome", "safari", "edge", "opera", "samsung"]) ?? "browser";
}

function systemIcon(name = "") {
  return pick(name, ["windows", "mac", "ios", "android", "linux", "chrome os"])?.replace("chrome os", "chromeos") ?? "system";
}

function pick(text, names) {
  return names.find((name) => text.toLowerCase().includes(name));
}
