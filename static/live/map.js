// Where visits come from: a list of countries now, shapes and rings on the world's map.

import { s } from "./elements.js";
import { countryName, exact } from "./numbers.js";
import { flag } from "./parts.js";
import { Shares } from "./shares.js";
import { fillWorld, loadWorld } from "../world.js";

const LISTED = 12;

export class WorldMap {
  constructor(root, page) {
    Object.assign(this, { root, box: root.querySelector("#world"), empty: root.querySelector("#map-empty") });
    this.list = new Shares(root.querySelector("#countries"), "country", { named: countryName, before: (code) => flag(code, page.flags) });
    this.counts = [];
    this.coming = new Map();
    root.addEventListener("tab", () => this.isShown && this.load().then(() => this.draw()));
    setInterval(() => this.isShown && this.tick(), 1000);
  }

  get isShown() {
    return this.root.dataset.tab === "map" && !document.hidden;
  }

  /** Visits by country, of the last half hour. */
  know(countries) {
    this.counts = Object.entries(countries ?? {}).sort(([, a], [, b]) => b - a);
  }

  pulse(country) {
    if (this.isShown && country) this.coming.set(country, (this.coming.get(country) ?? 0) + 1);
  }

  load() {
    this.loaded ??= loadWorld(this.root.dataset.map).then((svg) => this.place(svg));
    return this.loaded;
  }

  place(svg) {
    if (!svg) return;
    this.svg = svg;
    this.rings = s("g", { class: "rings" });
    svg.append(this.rings);
    this.box.replaceChildren(svg);
  }

  tick() {
    this.draw();
    for (const [country, count] of this.coming) this.ring(country, count);
    this.coming.clear();
  }

  draw() {
    this.list.draw(this.counts.slice(0, LISTED));
    this.empty.hidden = this.counts.length > 0;
    if (this.svg) fillWorld(this.svg, new Map(this.counts), (code, count) => `${countryName(code)}: ${exact(count)}`);
  }

  /** One ring per country and second; more visits, a larger ring. */
  ring(country, count) {
    const shape = this.svg?.getElementById(country);
    if (!shape) return;
    const [cx, cy] = [shape.dataset.x ?? shape.getAttribute("cx"), shape.dataset.y ?? shape.getAttribute("cy")];
    const ring = s("circle", { cx, cy, r: Math.min(60, 24 + 6 * Math.log2(count)), class: "pulse" });
    this.rings.append(ring);
    ring.addEventListener("animationend", () => ring.remove());
  }
}
