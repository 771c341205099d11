// For screen readers: quiet until switched on, then one sentence every ten seconds.

import { write } from "./elements.js";
import { say } from "./words.js";

export class Announcer {
  /** A switch among the keys, and a way to it from the page's very beginning. */
  constructor(box, skip, output, every = 10_000) {
    Object.assign(this, { box, skip, output });
    this.every = every;
    this.pages = new Map();
    for (const each of [box, skip]) each.addEventListener("click", () => this.toggle());
  }

  toggle() {
    const isOn = !this.timer;
    clearInterval(this.timer);
    this.timer = isOn ? setInterval(() => this.speak(), this.every) : null;
    this.box.checked = isOn;
    this.skip.setAttribute("aria-pressed", isOn);
    this.pages.clear();
    write(this.output, isOn ? say("announcing") : "");
  }

  hear(event) {
    if (!this.timer) return;
    const name = event.title || event.path;
    const visits = this.pages.get(name) ?? new Set();
    this.pages.set(name, visits.add(event.visit));
  }

  speak() {
    if (!this.pages.size) return;
    const pages = [...this.pages].sort(([, a], [, b]) => b.size - a.size);
    const visits = new Set(pages.flatMap(([, each]) => [...each]));
    write(this.output, say("announcement", { n: visits.size, page: pages[0][0] }));
    this.pages.clear();
  }
}
