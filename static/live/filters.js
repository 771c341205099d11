// Filters: they select visits, each with such an event. The server applies them; the address remembers them, and they go
// along to the reports. Whatever says of a value that it filters (data-filter, data-value) does so by a click.

import { h, write } from "./elements.js";
import { FilterBox } from "./filter_box.js";
import { countryName } from "./numbers.js";
import { picked } from "./picks.js";
import { say } from "./words.js";

const PAGES = ["page", "page_begins"]; // how a page is compared: at most one of them is chosen here
const CARRIED = [...PAGES, "country", "source", "event", "browser"]; // a visitor has a number for one day only
const DAYS = ["period", "from", "to"]; // which the link to the reports comes with
const NAMES = [...CARRIED, "visitor"];
const IN_ADDRESS = [...NAMES, "screen", "at"];

export class Filters {
  constructor(root, changed) {
    this.changed = changed;
    for (const name of ["chips", "lead"]) this[name] = root.querySelector(`#filter-${name}`);
    this.chosen = Object.fromEntries(new URLSearchParams(location.search));
    this.box = new FilterBox(root.querySelector("#add-filter"));
    document.addEventListener("click", (click) => this.clicked(click));
    this.days = [...new URLSearchParams(document.getElementById("to-reports").search)].filter(([name]) => DAYS.includes(name));
    this.draw();
    this.carry();
  }

  clicked(click) {
    const value = picked(click.target);
    if (value && getSelection().isCollapsed) this.choose(value.dataset.filter, value.dataset.value);
  }

  /** What has been seen so far is what can be chosen. */
  learn(event) {
    this.box.learn(event);
  }

  choose(name, value) {
    this.chosen = { ...this.chosen, [name]: value };
    for (const other of PAGES) if (PAGES.includes(name) && other !== name) delete this.chosen[other];
    if (!value) delete this.chosen[name];
    this.carry();
    this.write();
    this.draw();
    this.changed(this.query);
  }

  /** What else the address remembers. */
  keep(name, value) {
    this.chosen[name] = value;
    this.write();
  }

  write() {
    history.replaceState(null, "", `?${new URLSearchParams(this.of(IN_ADDRESS))}`.replace(/\?$/, location.pathname));
  }

  /** The reports of the same visits. */
  carry() {
    const query = new URLSearchParams(this.of(CARRIED));
    for (const tab of document.querySelectorAll("[data-tab-name=reports]")) tab.search = query;
    for (const [name, value] of this.days) query.set(name, value);
    document.getElementById("to-reports").search = query;
  }

  get query() {
    return this.of(NAMES);
  }

  get isOn() {
    return NAMES.some((name) => this.chosen[name]);
  }

  of(names) {
    return Object.fromEntries(names.filter((name) => this.chosen[name]).map((name) => [name, this.chosen[name]]));
  }

  draw() {
    write(this.lead, say(this.isOn ? "visits_where" : "all_visits"));
    this.chips.replaceChildren(...Object.entries(this.query).map(([name, value]) => this.chip(name, value)));
  }

  /** A part of the sentence, and a way to take it back; of a page also how it is compared. */
  chip(name, value) {
    const isPage = PAGES.includes(name);
    const shown = name === "country" ? countryName(value) : name === "visitor" ? say("this_one") : value;
    const what = say(`filter_${isPage ? "page" : name}`);
    const text = `${what} ${say(`operator_${name === "page_begins" ? name : "page"}`)} ${shown}`;
    const remove = h("button", { type: "button", "aria-label": say("remove_filter", { text }) }, h("span", { "aria-hidden": "true" }, "×"));
    remove.addEventListener("click", () => {
      this.choose(name, "");
      this.box.summary.focus();
    });
    const how = isPage ? this.operator(name, value) : h("span", {}, say("operator_page"));
    return h("span", { class: "chip on", title: text }, h("span", {}, what), how, h("b", { class: "cut" }, h("bdi", {}, shown)), remove);
  }

  operator(name, value) {
    const options = PAGES.map((each) => h("option", { value: each, selected: each === name }, say(`operator_${each}`)));
    const select = h("select", { "aria-label": say("page_compared") }, ...options);
    select.addEventListener("change", () => {
      this.choose(select.value, value);
      this.chips.querySelector("select").focus();
    });
    return select;
  }

  focus() {
    this.box.open();
  }
}
