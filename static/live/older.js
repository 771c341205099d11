// Older visits, fetched when the reader scrolls to them. The document holds a window of them, never more than the feed's limit.

import { ROWS } from "./feed.js";

const STEP = 80;

export class Older {
  constructor(feed, visits, fetchPage, passes) {
    Object.assign(this, { feed, visits, fetchPage, passes });
    this.forget();
  }

  /** Back at the top: the live list takes over again. */
  forget() {
    this.order = null;
    this.start = 0;
    this.before = null;
    this.isEnd = false;
  }

  /** Answers whether there was more. */
  async down() {
    if (this.isBusy || !this.feed.list.childElementCount) return false;
    this.isBusy = true;
    try {
      if (this.feed.isHeld) return await this.slideDown();
      return !this.isEnd && this.feed.list.childElementCount < ROWS && (await this.fill());
    } finally {
      this.isBusy = false;
    }
  }

  async slideDown() {
    this.order ??= this.visits.all();
    const end = this.start + this.feed.list.childElementCount;
    if (!this.isEnd && end + STEP > this.order.length) this.join(await this.fetch(this.order));
    if (!this.order) return false; // meanwhile the reader went back to the top
    const before = this.start;
    this.show(Math.min(this.order.length, end + STEP) - ROWS);
    return this.start > before;
  }

  up() {
    if (this.start > 0) this.show(this.start - STEP);
    return this.start > 0;
  }

  show(start) {
    this.start = Math.max(0, start);
    anchored(this.feed.list, () => this.feed.show(this.order.slice(this.start, this.start + ROWS)));
  }

  /** The page has room: what is older comes without being asked for. */
  async fill() {
    await this.fetch(this.visits.all());
    this.feed.isStale = true;
    this.feed.schedule();
    return !this.isEnd;
  }

  join(found) {
    const known = new Set(this.order?.map((visit) => visit.id));
    this.order?.push(...found.filter((visit) => !known.has(visit.id)));
  }

  async fetch(known) {
    const messages = await this.fetchPage(this.before ?? known[known.length - 1].cursor);
    if (!messages) {
      this.isEnd = true; // until the reader comes back to the top
      return [];
    }
    this.isEnd = messages.length === 0;
    this.before = messages[0]?.cursor ?? this.before;
    const found = this.visits.addOlder(messages.filter(this.passes));
    this.visits.expire(Date.now());
    return found;
  }
}

/** Changes the list without moving what the reader is looking at. */
function anchored(list, change) {
  const middle = innerHeight / 2;
  const kept = [...list.children].find((element) => element.getBoundingClientRect().bottom > middle);
  const top = kept?.getBoundingClientRect().top;
  change();
  if (kept?.isConnected) scrollBy(0, kept.getBoundingClientRect().top - top);
}
