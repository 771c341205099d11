// Older visits, fetched when the reader scrolls to them. The document holds a window of them, never more than the feed's limit.

import { ROWS } from "./feed.js";

const STEP = 80;
const FAR = 10; // pages
const IN_VAIN = 20; // pages in a row in which the server found nothing that passes the filter

export class Older {
  constructor(feed, visits, fetchPage, now = Date.now) {
    Object.assign(this, { feed, visits, fetchPage, now });
    this.forget();
  }

  /** Back at the top: the live list takes over again. */
  forget() {
    this.order = null;
    this.start = 0;
    this.before = null;
    this.isEnd = false;
    this.inVain = 0;
  }

  /** Another stream: what is still on its way belongs to the one before. */
  begin() {
    this.forget();
    this.stream = Symbol();
  }

  /** Answers whether there was more. */
  async down() {
    if (this.isBusy || this.feed.growth.isOn || !this.feed.list.childElementCount) return false;
    this.isBusy = true;
    try {
      if (this.feed.isHeld) return await this.slideDown();
      return !this.isEnd && this.feed.list.childElementCount < ROWS && (await this.fill());
    } finally {
      this.isBusy = false;
    }
  }

  async slideDown() {
    this.order ??= this.asShown();
    const before = this.start;
    const end = before + this.feed.list.childElementCount;
    if (!this.isEnd && end + STEP > this.order.length) this.join(await this.fetch(this.order));
    if (!this.order || this.start !== before) return false; // meanwhile the reader went up, or back to the top
    this.show(Math.min(this.order.length, end + STEP) - ROWS);
    return this.start > before;
  }

  /** What is shown, as it stands, then what is older: what waits comes to no row's place. */
  asShown() {
    const shown = this.feed.shown;
    const all = this.visits.all();
    const last = Math.max(...shown.filter((visit) => !this.feed.holds.waits(visit)).map((visit) => all.indexOf(visit)));
    const known = new Set(shown);
    return [...shown, ...all.slice(last + 1).filter((visit) => !known.has(visit))];
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
    this.feed.schedule();
    return !this.isEnd;
  }

  /** Fetches back to this moment (ms), where that is not far. */
  async readBack(moment) {
    const stream = this.stream;
    for (let pages = 0; pages < FAR && !this.isEnd && stream === this.stream; pages++) {
      const known = this.visits.all();
      if (!known.length || known.at(-1).at < moment) break;
      if (this.isBusy) await soon();
      else await this.fetchOneAlone(known);
    }
    this.feed.schedule();
  }

  async fetchOneAlone(known) {
    this.isBusy = true;
    await this.fetchOne(known).finally(() => (this.isBusy = false));
  }

  join(found) {
    const known = new Set(this.order?.map((visit) => visit.id));
    this.order?.push(...found.filter((visit) => !known.has(visit.id)));
  }

  async fetch(known) {
    let found = [];
    const stream = this.stream;
    do found = await this.fetchOne(known);
    while (!found.length && !this.isEnd && stream === this.stream);
    return found;
  }

  async fetchOne(known) {
    const stream = this.stream;
    const page = await this.fetchPage(this.before ?? known[known.length - 1].cursor);
    if (stream !== this.stream) return [];
    this.before = page?.before;
    this.inVain = page?.messages.length ? 0 : this.inVain + 1;
    this.isEnd = !this.before || this.inVain === IN_VAIN; // until the reader comes back to the top
    const found = this.visits.addOlder(page?.messages ?? []);
    if (page?.messages.length) this.feed.isStale = true; // else a row that has just come in goes on fading
    this.visits.expire(this.now());
    return found;
  }
}

function soon() {
  return new Promise((resolve) => setTimeout(resolve, 100));
}

/** Changes the list without moving what the reader is looking at. */
function anchored(list, change) {
  const middle = innerHeight / 2;
  const kept = [...list.children].find((element) => element.getBoundingClientRect().bottom > middle);
  const top = kept?.getBoundingClientRect().top;
  change();
  if (kept?.isConnected) scrollBy(0, kept.getBoundingClientRect().top - top);
}
