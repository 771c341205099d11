// The open report moves: when something has come to the site's log, the same page is asked for again, at most once a second.

import { follow } from "../socket.js";

const EVERY = 1000;
const COUNTING = 2000; // while the log is counted anew
const FEW = 4; // as many times as long as an answer took, nothing is asked: a slow server is not asked all the time
const FURTHEST = 2 ** 31 - 1; // ms, of a browser's clock
const MOVES = new Set(["event", "leave", "place", "removal"]);

export class Moving {
  constructor(root, again) {
    Object.assign(this, { root, again, due: false, timer: null, busy: false });
    document.addEventListener("visibilitychange", () => this.look());
    follow(root, (message) => this.hear(message), root.dataset.here);
    this.shown();
  }

  hear(message) {
    if (message.type === "presence" || message.type === "hello") this.presence(message.now);
    if (MOVES.has(message.type)) this.moved();
  }

  presence(now) {
    const number = this.root.querySelector("#now");
    if (now === undefined || !number) return;
    number.textContent = new Intl.NumberFormat(document.documentElement.lang).format(now);
    number.closest("a").querySelector(".dot").dataset.nobody = now === 0;
  }

  /** After each change of the page: a period that ends at midnight begins anew then, and what is counted grows. */
  shown() {
    clearTimeout(this.midnight);
    clearTimeout(this.counting);
    const { ends } = this.root.querySelector("#report").dataset;
    if (this.counts) this.counting = setTimeout(() => this.moved(), COUNTING);
    if (ends) this.midnight = setTimeout(() => this.moved(), Math.min(FURTHEST, Number(ends) - Date.now() + EVERY));
  }

  moved() {
    this.due = true;
    this.look();
  }

  get moves() {
    return this.root.querySelector("#report").dataset.moves === "true" || this.counts;
  }

  get counts() {
    return this.root.querySelector("#report .counting") !== null;
  }

  async look() {
    if (!this.due || this.timer || this.busy || document.hidden || !this.moves) return;
    this.due = false;
    this.busy = true;
    const began = performance.now();
    await this.again();
    this.busy = false;
    this.timer = setTimeout(() => this.rested(), Math.max(EVERY, FEW * (performance.now() - began)));
  }

  rested() {
    this.timer = null;
    this.look();
  }
}
