// What the rail shows: all of the site, as the server says it, or what is selected of it beside the whole.

import { chosenNow } from "./chosen_now.js";
import { end, isGone } from "./visit.js";

const HALF_HOUR = 30 * 60_000;
const EVERY = 500;

export class Now {
  /** `show` is given what is selected, and the whole, which is the same without a filter. */
  constructor(visits, older, filters, show) {
    Object.assign(this, { visits, older, filters, show });
    this.others = new Set();
    this.beyond = 0;
  }

  /** The server's numbers: at most twice a second, so it is the beat of the others, too. */
  hear(message) {
    this.whole = message;
    this.draw();
  }

  /** A message of the log has changed a visit: soon its filter's numbers are others. */
  changed() {
    if (this.filters.isOn) this.timer ??= setTimeout(() => this.draw(), EVERY);
  }

  draw() {
    clearTimeout(this.timer);
    this.timer = null;
    if (!this.whole?.minutes) return;
    if (!this.filters.isOn) return this.show(this.whole, this.whole);
    const others = this.beyond + [...this.others].filter((id) => !this.visits.find(id)).length;
    this.show(chosenNow(this.visits.all(), others, this.whole.minute_at), this.whole);
  }

  /** What came before is there. Who filters is told who is here, for not all of their rows were; and the half hour is read. */
  async ready({ present, present_beyond: beyond = 0 }, serverNow) {
    this.others.clear();
    this.beyond = beyond;
    if (!this.filters.isOn) return this.draw();
    const asked = (this.asked = JSON.stringify(this.filters.query));
    await this.older.readBack(serverNow - HALF_HOUR);
    if (asked !== JSON.stringify(this.filters.query)) return; // another filter by now
    if (present) this.settle(new Set(present), serverNow);
    this.draw();
  }

  settle(present, serverNow) {
    for (const visit of this.visits.all()) if (!present.has(visit.id) && !isGone(visit) && visit.sign < serverNow) end(visit);
    for (const id of present) if (!this.visits.find(id)) this.others.add(id);
  }
}
