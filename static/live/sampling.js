// When hits come too fast, which of them move a row.

import { Pace } from "./pace.js";

const TOLD_EVERY = 1000; // so that the number can be read

export class Sampling {
  /** `tell` hears how many hits one row stands for (0 = each is shown), `calm` when it is over. */
  constructor(list, tell, calm) {
    Object.assign(this, { list, tell, calm });
    this.pace = new Pace();
    setInterval(() => this.tick(), 250);
  }

  get isOn() {
    return this.pace.isSampling;
  }

  /** Those of these changes that are shown. */
  of(moved) {
    const now = performance.now();
    this.pace.note(moved.length, now);
    this.say();
    if (!this.isOn) return moved;
    return moved.length && this.pace.mayMove(now) ? moved.slice(-1) : [];
  }

  tick() {
    if (!this.isOn) return;
    this.pace.note(0, performance.now());
    if (this.isOn) return;
    this.say();
    this.calm();
  }

  say() {
    const now = performance.now();
    if (this.isOn === this.wasOn && now - this.saidAt < TOLD_EVERY) return;
    this.wasOn = this.isOn;
    this.saidAt = now;
    this.list.classList.toggle("sampled", this.wasOn);
    this.tell(this.isOn ? this.pace.oneOf : 0);
  }
}
