// How fast hits come, and when to show only a sample of them.

const EVERY_ONE = 10;
const MOVES = 4;

export class Pace {
  constructor() {
    this.seen = [];
    this.rate = 0;
    this.isSampling = false;
    this.lastMove = -Infinity;
  }

  /** Notes `count` hits at `now` (milliseconds of any steady clock). */
  note(count, now) {
    if (count) this.seen.push([now, count]);
    while (this.seen.length && this.seen[0][0] <= now - 1000) this.seen.shift();
    this.rate = this.seen.reduce((sum, [, each]) => sum + each, 0);
    this.isSampling = this.rate > (this.isSampling ? EVERY_ONE - 2 : EVERY_ONE);
  }

  /** While sampling: may a row move now? */
  mayMove(now) {
    if (now - this.lastMove < 1000 / MOVES) return false;
    this.lastMove = now;
    return true;
  }

  /** One row shown stands for this many hits. */
  get oneOf() {
    return Math.max(2, Math.round(this.rate / MOVES));
  }
}
