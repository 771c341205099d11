// Where visits come from: a list of countries now, shapes and rings on the world's map.

import { Countries } from "./countries.js";
import { s } from "./elements.js";
import { countryName, exact } from "./numbers.js";
import { share, shareRow } from "./rail.js";
import { flag } from "./parts.js";
import { fillWorld, loadWorld } from "../world.js";

const LISTED = 12;

export class WorldMap {
  constructor(root, page) {
    Object.assign(this, { root, page, box: root.querySelector("#world"), list: root.querySelector("#countries"), empty: root.querySelector("#map-empty") });
    this.seen = new Countries();
    this.coming = new Map();
    root.addEventListener("tab", () => this.isShown && this.load().then(() => this.draw()));
    setInterval(() => this.isShown && this.tick(), 1000);
  }

  get isShown() {
    return this.root.dataset.tab === "map" && !document.hidden;
  }

  clear() {
    this.seen.clear();
    this.exact = null;
  }

  /** A server that counts by country knows more than this page has seen. */
  know(countries) {
    if (countries) this.exact = countries;
  }

  began(country, at) {
    this.seen.began(country, at);
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
    const counts = this.exact ? Object.entries(this.exact).sort(([, a], [, b]) => b - a) : this.seen.counts(Date.now());
    this.drawList(counts.slice(0, LISTED), counts[0]?.[1] ?? 1);
    this.empty.hidden = counts.length > 0;
    if (this.svg) fillWorld(this.svg, new Map(counts), (code, count) => `${countryName(code)}: ${exact(count)}`);
  }

  drawList(counts, greatest) {
    while (this.list.childElementCount > counts.length) this.list.lastElementChild.remove();
    counts.forEach(([code, count], index) => {
      const item = this.list.children[index] ?? this.list.appendChild(shareRow("country"));
      share(item, code, countryName(code), count, greatest);
      if (item.dataset.code === code) return;
      item.dataset.code = code;
      item.querySelector(".flag")?.remove();
      item.firstElementChild.prepend(...flag(code, this.page.flags));
    });
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
