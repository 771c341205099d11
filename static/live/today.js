// Visitors of the site's day, after the pageviews: what the page came with, and those who have come since. Where the page has
// not heard of all, as under a filter, it says nothing.

import { write } from "./elements.js";
import { exact, short } from "./numbers.js";
import { say } from "./words.js";

export class Today {
  constructor(element, clock) {
    Object.assign(this, { element, clock });
    this.count = element.dataset.count ? Number(element.dataset.count) : null;
  }

  /** From here on, as the server tells it: `at` in ms. */
  begin(cursor, at) {
    Object.assign(this, { cursor, at });
  }

  /** The stream begins anew. */
  forget() {
    this.count = null;
    this.show();
  }

  /** Events come in order, some of them twice. */
  hear(event) {
    if (this.count === null || event.cursor <= this.cursor) return;
    this.cursor = event.cursor;
    this.look(event.at);
    if (!event.new || event.test) return;
    this.count += 1;
    this.show();
  }

  /** Another day begins with nobody. */
  look(at) {
    if (this.count === null || at <= this.at || !this.clock.dayOf(at, this.at)) return;
    Object.assign(this, { count: 0, at });
    this.show();
  }

  show() {
    this.element.title = this.count === null ? "" : exact(this.count);
    write(this.element, this.count === null ? "" : say("visitors_today", { n: short(this.count), count: this.count }));
  }
}
