// What the rail shows: all of the site, as the server says it, or what is selected of it beside the whole.

import { chosenNow } from "./chosen_now.js";
import { end, isGone } from "./visit.js";

const HALF_HOUR = 30 * 60_000;
const EVERY = 500;

export class Now {
  /** `show` is given what is selected, and the whole, which is the same without a filter; `gone` hears of visits that are. */
  constructor(visits, older, filters, { show, gone }) {
    Object.assign(this, { visits, older, filters, show, gone });
    this.forget();
  }

  /** The stream begins anew. */
  forget() {
    this.present = null;
    this.beyond = 0;
    this.isReady = this.isRead = false;
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
    if (!this.isReady) return;
    this.settle();
    const others = this.beyond + [...(this.present ?? [])].filter((id) => !this.visits.find(id)).length;
    const own = chosenNow(this.visits.all(), others, this.whole.minute_at, this.whole.one_of);
    this.show(this.isRead ? own : { ...own, minutes: null }, this.whole);
  }

  /** What came before is there. Who filters is told who is here, for not all of their rows were; and the half hour is read. */
  async ready({ present, present_beyond: beyond = 0 }, serverNow) {
    Object.assign(this, { present: present && new Set(present), beyond, at: serverNow, isReady: true });
    this.draw();
    if (!this.filters.isOn) return;
    const { stream } = this.older;
    await this.older.readBack(serverNow - HALF_HOUR);
    if (stream !== this.older.stream) return; // another filter by now
    this.isRead = true;
    this.draw();
  }

  /** Of what was read back no leaves came: who was not named is gone, unless there was a sign since. */
  settle() {
    if (!this.present || this.beyond) return;
    const over = this.visits.all().filter((visit) => !isGone(visit) && visit.sign < this.at && !this.present.has(visit.id));
    over.forEach(end);
    if (over.length) this.gone(over);
  }
}
