// Filters by page, country, source and event. The server applies them; the address bar remembers them.

import { h, write } from "./elements.js";
import { countryName } from "./numbers.js";
import { say } from "./words.js";

export const NAMES = ["page", "country", "source", "event"];
const OFFERED = 100;

export class Filters {
  constructor(root, changed) {
    this.root = root;
    this.changed = changed;
    this.seen = Object.fromEntries(NAMES.map((name) => [name, new Map()]));
    this.chosen = Object.fromEntries(new URLSearchParams(location.search));
    this.input = root.querySelector("#filter-text");
    this.hint = root.querySelector("#filter-hint");
    this.list = root.querySelector("#filter-known");
    for (const name of NAMES) this.prepare(name, root.querySelector(`[name=${name}]`));
    this.input.addEventListener("focus", () => this.offerAll());
    this.input.addEventListener("keydown", (press) => press.key === "Escape" && this.clear());
    this.input.addEventListener("input", (input) => isPicked(input) && this.typed());
    root.addEventListener("submit", (submit) => {
      submit.preventDefault();
      this.typed();
    });
    this.draw();
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
    const options = NAMES.flatMap((name) => this.known(name).map((value) => h("option", { value: this.label(name, value) }, say(`filter_${name}`))));
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
    const found = text.startsWith("/") ? ["page", text] : this.guess(text.toLowerCase());
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
    if (!value) delete this.chosen[name];
    history.replaceState(null, "", `?${new URLSearchParams(this.query)}`.replace(/\?$/, location.pathname));
    this.draw();
    this.changed(this.query);
  }

  get query() {
    return Object.fromEntries(NAMES.filter((name) => this.chosen[name]).map((name) => [name, this.chosen[name]]));
  }

  draw() {
    for (const name of NAMES) {
      const select = this[name];
      select.hidden = Boolean(this.chosen[name]);
      select.value = "";
      select.nextElementSibling?.matches(".on") && select.nextElementSibling.remove();
      if (this.chosen[name]) select.after(this.chip(name, this.chosen[name]));
    }
  }

  chip(name, value) {
    const text = say(`${name}_is`, { value: this.label(name, value) });
    const chip = h("button", { type: "button", class: "chip on", "aria-label": say("remove_filter", { text }) },
      h("bdi", { class: "cut" }, text), h("span", { "aria-hidden": "true" }, "×"));
    chip.addEventListener("click", () => {
      this.choose(name, "");
      this[name].focus();
    });
    return chip;
  }

  focus() {
    this.input.focus();
  }
}

/** Chosen from the list of suggestions, not typed. */
function isPicked(input) {
  return !input.inputType || input.inputType === "insertReplacementText";
}
