// Beside the feed: visitors now and pageviews per minute, of what is selected beside the whole; pages and sources.

import { write } from "./elements.js";
import { Minutes, total } from "./minutes.js";
import { exact, short } from "./numbers.js";
import { Shares } from "./shares.js";
import { say } from "./words.js";

export class Rail {
  constructor(root, page) {
    Object.assign(this, { root, chart: new Minutes(root, page.clock) });
    for (const name of ["number", "noun", "sum", "here-empty", "sources-empty"]) this[name] = root.querySelector(`#${name}`);
    this.here = new Shares(root.querySelector("#here"), "page");
    this.sources = new Shares(root.querySelector("#sources"), "source");
  }

  /** What is selected, and the whole, which may be the same. Minutes that are not known yet are not shown. */
  show(own, whole) {
    this.isPart = own !== whole;
    this.root.classList.toggle("filtered", this.isPart);
    write(this.number, whole.beyond ? `≈ ${short(own.now)}` : short(own.now));
    this.number.title = exact(own.now);
    write(this.noun, this.isPart ? say("of_visitors_now", { n: short(whole.now), count: whole.now }) : say("visitors_now", { count: own.now }));
    write(this.sum, own.minutes ? this.sentence(total(own.minutes), total(whole.minutes)) : "");
    this.chart.draw(own.minutes ?? Array(30).fill(0), whole.minutes, whole.minute_at);
    this.here.draw(own.here);
    this["here-empty"].hidden = own.here.length > 0;
    const sources = Object.entries(own.sources ?? {}).sort(([, a], [, b]) => b - a);
    this.sources.draw(sources);
    this["sources-empty"].hidden = sources.length > 0;
  }

  sentence(own, whole) {
    if (!this.isPart) return say("pageviews_in_30", { n: short(whole), count: whole });
    return say("of_pageviews_in_30", { part: short(own), n: short(whole), count: whole });
  }
}
