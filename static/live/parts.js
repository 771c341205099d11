// Small pieces that rows, details and tabs share.

import { h, icon } from "./elements.js";
import { countryName } from "./numbers.js";
import { filtering } from "./picks.js";
import { say } from "./words.js";

const brought = new Map(); // flags that came with the page, by their countries

/** One that the server has drawn need not be fetched. */
export function keepFlag(code, image) {
  if (image) brought.set(code, image.src);
}

export function flag(code, folder) {
  if (!/^[A-Z]{2}$/.test(code ?? "")) return [];
  const image = h("img", { class: "flag", src: brought.get(code) ?? `${folder}/${code}.svg`, alt: "", width: 16, height: 12, loading: "lazy" });
  image.onerror = () => image.remove();
  return [image];
}

const AT_HOME = { "this machine": "this_machine", "local network": "local_network" };

/** A region as people say it; two of them are on no map. */
export function regionName(region) {
  return region in AT_HOME ? say(AT_HOME[region]) : region;
}

/** The nearest that is known of a place. */
export function placeName({ city, region, country }) {
  return city || regionName(region ?? "") || (country ? countryName(country) : "") || say("somewhere");
}

/** Where a visit came from: the source, or that there was none. */
export function sourceName({ channel, source }) {
  return channel === "direct" ? say("direct") : source || say("direct");
}

export function deviceIcon(device) {
  return ["mobile", "tablet", "tv", "console", "wearable", "car"].includes(device) ? device : "desktop";
}

/** A custom event: its name as a badge, then what it carried. */
export function happening(event) {
  const name = event.test ? say("test_visit") : event.name;
  return [h("bdi", { class: "badge", ...filtering("event", event.name) }, name), h("bdi", { class: "properties" }, properties(event))];
}

function properties(event) {
  const pairs = Object.entries(event.properties ?? {});
  if (pairs.length === 1 && typeof pairs[0][1] === "string" && ["url", "path", "text", "action"].includes(pairs[0][0])) return pairs[0][1];
  return pairs.map(([name, value]) => `${name}=${typeof value === "object" ? JSON.stringify(value) : value}`).join("  ");
}

/** The goals that were reached; what the badge beside it says already is told by the mark alone. */
export function goalMark(names, beside = "") {
  if (!names.length) return [];
  const others = names.filter((name) => name !== beside);
  return [icon("goal"), h("span", { class: "hidden-text" }, say("goal_reached")), h("bdi", {}, others.join(" · "))];
}

/** A link only where the address is a web address; anything else stays text. */
export function address(text, shown = text) {
  if (!/^https?:\/\//i.test(text)) return shown;
  return h("a", { href: text, rel: "noopener noreferrer nofollow", target: "_blank" }, shown);
}
