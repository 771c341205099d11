// The box under "+ filter": one field that searches whatever has been seen, grouped, with how often; Enter takes the first.

import { h, write } from "./elements.js";
import { countryName, short } from "./numbers.js";
import { say } from "./words.js";

const LISTS = ["page", "source", "country", "event", "browser"];
const KNOWN = 100; // values of each that are remembered
const OFFERED = 5; // of each, at once

export class FilterBox {
  constructor(menu) {
    this.menu = menu;
    this.seen = Object.fromEntries(LISTS.map((name) => [name, new Map()]));
    this.summary = menu.querySelector("summary");
    for (const name of ["text", "hint", "known"]) this[name] = menu.querySelector(`#filter-${name}`);
    menu.addEventListener("toggle", () => (menu.open ? this.begin() : (this.isOpen = false)));
    menu.addEventListener("click", (click) => click.target.closest("[data-filter]") && this.close());
    this.text.addEventListener("input", () => this.offer());
    menu.querySelector("form").addEventListener("submit", (submit) => {
      submit.preventDefault();
      this.enter();
    });
  }

  learn(event) {
    this.count("page", event.path);
    this.count("source", event.source);
    this.count("country", event.place?.country);
    this.count("event", event.name === "pageview" ? "" : event.name);
    this.count("browser", event.browser);
  }

  count(name, value) {
    const seen = this.seen[name];
    if (value && (seen.size < KNOWN || seen.has(value))) seen.set(value, (seen.get(value) ?? 0) + 1);
  }

  open() {
    this.menu.open = true;
    this.begin();
  }

  /** The menu tells of its opening a little later: by then something may have been typed. */
  begin() {
    if (this.isOpen) return;
    this.isOpen = true;
    this.text.value = "";
    this.offer();
    this.text.focus();
  }

  close() {
    this.menu.open = this.isOpen = false;
    this.summary.focus();
  }

  enter() {
    const first = this.known.querySelector("button");
    const text = this.text.value.trim();
    if (first && text) first.click();
    else if (text) write(this.hint, say("nothing_called", { text }));
  }

  offer() {
    const text = this.text.value.trim();
    write(this.hint, "");
    this.known.replaceChildren(...this.beginning(text), ...LISTS.flatMap((name) => this.group(name, text.toLowerCase())));
  }

  /** A path that no page has is the beginning of some. */
  beginning(text) {
    if (!text.startsWith("/") || this.seen.page.has(text)) return [];
    return [heading("page"), offered("page_begins", text, `${say("operator_page_begins")} ${text}`)];
  }

  group(name, text) {
    const found = [...this.seen[name]].map(([value, times]) => ({ value, times, label: name === "country" ? countryName(value) : value }))
      .filter(({ label }) => label.toLowerCase().includes(text))
      .sort((one, other) => nearness(other.label, text) - nearness(one.label, text) || other.times - one.times)
      .slice(0, OFFERED);
    return found.length ? [heading(name), ...found.map(({ value, label, times }) => offered(name, value, label, times))] : [];
  }
}

function nearness(label, text) {
  const small = label.toLowerCase();
  return small === text ? 2 : text && small.startsWith(text) ? 1 : 0;
}

function heading(name) {
  return h("p", { class: "meta" }, say(`filter_${name}`));
}

function offered(name, value, label, times) {
  const count = times ? h("span", { class: "count meta" }, short(times)) : null;
  return h("button", { type: "button", "data-filter": name, "data-value": value }, h("bdi", { class: "cut" }, label), count);
}
