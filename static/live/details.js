// What an open row shows: in a line what it was, its events in time, where it came from, and what it was seen with.

import { h, icon, write } from "./elements.js";
import { countryName, duration, languageName } from "./numbers.js";
import { address, deviceIcon, placeName, regionName, sourceName } from "./parts.js";
import { timeline } from "./timeline.js";
import { isPageview, origin, timeSpent } from "./visit.js";
import { say } from "./words.js";

export function details(visit, page) {
  return h("div", { class: "details" }, head(visit), timeline(visit, page), facts(visit));
}

function head(visit) {
  const pages = visit.forgotten + visit.events.filter(isPageview).length;
  const parts = [
    pages && say("pages", { n: pages }),
    visit.events.length > 1 && duration(timeSpent(visit)),
    from(origin(visit)),
    !visit.isNew && say("returning_today"),
  ];
  const all = visit.isNew ? null : h("button", { type: "button", class: "link-button", "data-filter": "visitor", "data-value": visit.visitor }, say("all_of_visitor"));
  const deeds = h("span", { class: "deeds" }, all, visit.visitor && copying(visit));
  return h("p", { class: "details-head" }, h("bdi", {}, parts.filter(Boolean).join(" · ")), deeds);
}

/** The address of the live view with nothing but this visitor, to send to somebody. */
function copying({ visitor }) {
  const link = new URL(`?${new URLSearchParams({ visitor })}`, location.href).href;
  const button = h("button", { type: "button", class: "link-button" }, say("copy_link"));
  button.addEventListener("click", () => copy(link).then((done) => write(button, done ? say("copied") : link)));
  return button;
}

/** Without HTTPS no clipboard is given: there the address itself is shown. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function from(first) {
  const source = sourceName(first);
  return source === say("direct") ? source : say("from_source", { source });
}

function facts(visit) {
  const last = visit.events[visit.events.length - 1];
  const first = origin(visit);
  const rows = [
    [say("came_from"), cameFrom(first)],
    [say("channel"), first.channel && first.channel !== "internal" ? say(first.channel) : ""],
    ...campaign(first.campaign ?? visit.events.find((event) => event.campaign)?.campaign),
    [say("place"), wholePlace(visit.place)],
    [say("browser"), agent(versioned(last.browser, last.browser_version), browserIcon(last.browser))],
    [say("system"), agent(versioned(last.system, last.system_version), systemIcon(last.system))],
    [say("device"), agent([last.device && say(`device_${last.device}`), last.width && say("pixels", { n: last.width })].filter(Boolean).join(", "), deviceIcon(last.device))],
    [say("language"), last.language && languageName(last.language)],
  ];
  return h("dl", { class: "facts" }, ...rows.filter(([, value]) => value)
    .flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, h("bdi", {}, value))]));
}

/** As the row says it, and the address that says more. */
function cameFrom(event) {
  const name = sourceName(event);
  if (!event.referrer) return name;
  return h("span", {}, `${name} · `, address(event.referrer, event.referrer.replace(/^https?:\/\//i, "")));
}

function campaign(tags) {
  const names = ["source", "medium", "name", "term", "content"];
  const rows = names.filter((name) => tags?.[name]).map((name) => [`utm_${name === "name" ? "campaign" : name}`, tags[name]]);
  return tags?.click_id ? [...rows, [say("click_id"), tags.click_id]] : rows;
}

function wholePlace(place) {
  const country = place.country ? countryName(place.country) : "";
  const named = [[place.postal, place.city].filter(Boolean).join(" "), regionName(place.region ?? ""), country];
  return named.filter(Boolean).join(", ") || placeName(place);
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
