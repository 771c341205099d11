// How the day went: visits in each of its short steps, filled up to where the replay is.

import { h, s } from "../elements.js";

const [WIDE, HIGH] = [1000, 56];

export class Curve {
  constructor() {
    for (const name of ["curve", "ticks"]) this[name] = document.getElementById(`past-${name}`);
    this.done = s("rect", { x: 0, y: 0, width: 0, height: HIGH });
  }

  /** A day as the server tells it. */
  draw(day) {
    this.day = day;
    const points = this.points(day);
    const line = points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L");
    const area = points.length ? `M0 ${HIGH}L${line}L${points.at(-1)[0].toFixed(1)} ${HIGH}z` : "";
    this.curve.replaceChildren(
      s("clipPath", { id: "past-done" }, this.done),
      s("path", { class: "area", d: area, "clip-path": "url(#past-done)" }),
      s("path", { class: "line", d: points.length ? `M${line}` : "" }));
    this.ticks.replaceChildren(...day.ticks.map(([at, said]) => this.tick(at, said)));
  }

  points({ start, step, visits }) {
    const greatest = Math.max(4, ...visits);
    return visits.map((count, number) => [this.part(start + (number + 0.5) * step) * WIDE, HIGH - 2 - (count / greatest) * (HIGH - 8)]);
  }

  tick(at, said) {
    const tick = h("span", {}, said);
    tick.style.left = `${this.part(at) * 100}%`;
    return tick;
  }

  part(at) {
    const { start, end } = this.day;
    return Math.min(1, Math.max(0, (at - start) / (end - start)));
  }

  move(at) {
    if (this.day) this.done.setAttribute("width", this.part(at) * WIDE);
  }

  /** How many visits there were around that time. */
  at(moment) {
    const { start, step, visits } = this.day;
    return visits[Math.floor((moment - start) / step)] ?? 0;
  }
}
