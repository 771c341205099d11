// Why the feed holds still, and what waits meanwhile.

import { HAND } from "./hand.js";

export class Holds {
  constructor() {
    this.reasons = new Set();
    this.clear();
  }

  clear() {
    this.began = new Set();
    this.moved = new Set();
  }

  /** A visit that would have come to the top. */
  wait(visit, began) {
    (began ? this.began : this.moved).add(visit.id);
  }

  waits({ id }) {
    return this.began.has(id) || this.moved.has(id);
  }

  get waiting() {
    return this.began.size + this.moved.size;
  }

  get isHeld() {
    return this.reasons.size > 0;
  }

  get isTouched() {
    return HAND.some((reason) => this.reasons.has(reason));
  }
}
