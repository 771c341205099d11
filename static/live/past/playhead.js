// The clock of a replay: where it is, how fast it goes, and how far what has been fetched lets it go. Pure: no document.

export class Playhead {
  constructor(speed = 10, steady = () => performance.now()) {
    Object.assign(this, { speed, steady, isPaused: false, from: 0, since: 0, limit: 0 });
  }

  /** Ms, UTC, of the time that is played. */
  get at() {
    return Math.min(this.wanted, this.limit);
  }

  get wanted() {
    return this.from + (this.isPaused ? 0 : (this.steady() - this.since) * this.speed);
  }

  /** It would go on, if there were more. */
  get isStuck() {
    return !this.isPaused && this.wanted > this.limit;
  }

  go(at) {
    Object.assign(this, { from: at, limit: Math.max(at, this.limit), since: this.steady() });
  }

  /** From here on, at this speed. */
  choose(speed) {
    this.go(this.at);
    this.speed = speed;
  }

  pause(isPaused) {
    this.go(this.at);
    this.isPaused = isPaused;
  }

  /** More has been fetched. What was waited for is not caught up on: it would go by in a leap. */
  allow(limit) {
    if (this.isStuck) this.go(this.at);
    this.limit = limit;
  }

  /** Another moment: nothing of it has been fetched. */
  jump(at) {
    this.limit = at;
    this.go(at);
  }
}
