// The rows that no screen shows at first come in small steps: all at once they would hold up the page. They come below the others
// and move none, so that nothing that holds the feed is in their way.

const STEP = 40;

export class Growth {
  constructor(feed) {
    this.feed = feed;
  }

  get isOn() {
    return this.timer != null;
  }

  /** The newest visits, as many as a screen has room for, and soon the others. */
  begin() {
    this.feed.show(this.feed.visits.all().slice(0, Math.min(STEP, this.feed.most)));
    this.goOn();
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = null;
  }

  goOn() {
    this.stop();
    this.timer = setTimeout(() => this.step());
  }

  step() {
    this.stop();
    const more = this.further();
    this.feed.append(more);
    if (more.length) this.goOn();
    else this.feed.tell();
  }

  /** The next visits below those that are shown. */
  further() {
    const shown = this.feed.shown;
    const all = this.feed.visits.all();
    const last = all.indexOf(shown.at(-1));
    const known = new Set(shown);
    const missing = last < 0 ? [] : all.slice(last + 1).filter((visit) => !known.has(visit));
    return missing.slice(0, Math.max(0, Math.min(STEP, this.feed.most - shown.length)));
  }
}
