// For screen readers: quiet until switched on, then one sentence every ten seconds.

import { write } from "./elements.js";
import { say } from "./words.js";

export class Announcer {
  constructor(button, output, every = 10_000) {
    Object.assign(this, { button, output });
    this.every = every;
    this.pages = new Map();
    button.addEventListener("click", () => this.toggle());
  }

  toggle() {
    const isOn = !this.timer;
    clearInterval(this.timer);
    this.timer = isOn ? setInterval(() => this.speak(), this.every) : null;
    this.button.setAttribute("aria-checked", isOn);
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
