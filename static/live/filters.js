// Filters by page, country, source and event: they select visits, each with such an event. The server applies them; the
// address bar remembers them.

import { h, write } from "./elements.js";
import { countryName } from "./numbers.js";
import { say } from "./words.js";

const LISTS = ["page", "country", "source", "event"];
const PAGES = ["page", "page_begins"]; // how a page is compared: at most one of them is chosen here
export const NAMES = [...PAGES, ...LISTS.slice(1)];
const OFFERED = 100;

export class Filters {
  constructor(root, changed) {
    this.root = root;
    this.changed = changed;
    this.seen = Object.fromEntries(LISTS.map((name) => [name, new Map()]));
    this.chosen = Object.fromEntries(new URLSearchParams(location.search));
    this.input = root.querySelector("#filter-text");
    this.hint = root.querySelector("#filter-hint");
    this.list = root.querySelector("#filter-known");
    for (const name of LISTS) this.prepare(name, root.querySelector(`[name=${name}]`));
    this.input.addEventListener("focus", () => this.offerAll());
    this.input.addEventListener("keydown", (press) => press.key === "Escape" && this.clear());
    this.input.addEventListener("input", (input) => isPicked(input) && this.typed());
    root.addEventListener("submit", (submit) => {
      submit.preventDefault();
      this.typed();
    });
    this.draw();
    this.carry();
  }

  prepare(name, select) {
    this[name] = select;
    for (const moment of ["pointerdown", "focus"]) select.addEventListener(moment, () => this.offer(name));
    select.addEventListener("change", () => this.choose(name, select.value));
  }

  /** What has been seen so far is what can be chosen. */
  learn(event) {
    this.count("page", event.path);
    this.count("country", event.place?.country);
    this.count("source", event.source);
    this.count("event", event.name);
  }

  count(name, value) {
    const seen = this.seen[name];
    if (value && (seen.size < OFFERED || seen.has(value))) seen.set(value, (seen.get(value) ?? 0) + 1);
  }

  offer(name) {
    const select = this[name];
    const known = this.known(name);
    if (select.options.length === known.length + 1) return;
    const options = known.map((value) => h("option", { value }, this.label(name, value)));
    select.replaceChildren(select.options[0], ...options);
  }

  offerAll() {
    const options = LISTS.flatMap((name) => this.known(name).map((value) => h("option", { value: this.label(name, value) }, say(`filter_${name}`))));
    this.list.replaceChildren(...options);
  }

  known(name) {
    return [...this.seen[name]].sort(([, a], [, b]) => b - a).map(([value]) => value);
  }

  label(name, value) {
    return name === "country" ? countryName(value) : value;
  }

  typed() {
    const text = this.input.value.trim();
    if (!text) return;
    const found = text.startsWith("/") ? [this.seen.page.has(text) ? "page" : "page_begins", text] : this.guess(text.toLowerCase());
    write(this.hint, found ? "" : say("nothing_called", { text }));
    if (!found) return;
    this.input.value = "";
    this.choose(...found);
  }

  clear() {
    this.input.value = "";
    write(this.hint, "");
  }

  guess(text) {
    for (const test of [(label) => label === text, (label) => label.startsWith(text), (label) => label.includes(text)]) {
      for (const name of ["country", "source", "event", "page"]) {
        const value = this.known(name).find((each) => test(this.label(name, each).toLowerCase()));
        if (value) return [name, value];
      }
    }
    return null;
  }

  choose(name, value) {
    this.chosen = { ...this.chosen, [name]: value };
    for (const other of PAGES) if (PAGES.includes(name) && other !== name) delete this.chosen[other];
    if (!value) delete this.chosen[name];
    this.carry();
    history.replaceState(null, "", `?${new URLSearchParams(this.query)}`.replace(/\?$/, location.pathname));
    this.draw();
    this.changed(this.query);
  }

  /** The reports of the same visits. */
  carry() {
    for (const tab of document.querySelectorAll("[data-tab-name=reports]")) tab.search = new URLSearchParams(this.query);
  }

  get query() {
    return Object.fromEntries(NAMES.filter((name) => this.chosen[name]).map((name) => [name, this.chosen[name]]));
  }

  draw() {
    for (const chip of this.root.querySelectorAll(".chip.on")) chip.remove();
    for (const list of LISTS) {
      const names = (list === "page" ? PAGES : [list]).filter((name) => this.chosen[name]);
      this[list].hidden = names.length > 0;
      this[list].value = "";
      this[list].after(...names.map((name) => this.chip(list, name, this.chosen[name])));
    }
  }

  /** What is selected, in words, and a way to take it back; of a page also how it is compared. */
  chip(list, name, value) {
    const text = say(`${name}_is`, { value: this.label(name, value) });
    const remove = h("button", { type: "button", "aria-label": say("remove_filter", { text }) },
      h("bdi", { class: "cut" }, list === "page" ? value : text), h("span", { "aria-hidden": "true" }, "×"));
    remove.addEventListener("click", () => {
      this.choose(name, "");
      this[list].focus();
    });
    const compared = list === "page" ? [h("span", { class: "lead" }, say("page_that")), this.operator(name, value)] : [];
    return h("span", { class: "chip on", title: text }, ...compared, remove);
  }

  operator(name, value) {
    const options = PAGES.map((each) => h("option", { value: each, selected: each === name }, say(`operator_${each}`)));
    const select = h("select", { "aria-label": say("page_compared") }, ...options);
    select.addEventListener("change", () => {
      this.choose(select.value, value);
      this.root.querySelector(".chip.on select").focus();
    });
    return select;
  }

  focus() {
    this.input.focus();
  }
}

/** Chosen from the list of suggestions, not typed. */
function isPicked(input) {
  return !input.inputType || input.inputType === "insertReplacementText";
}
