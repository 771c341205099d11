// Beside the feed: visitors now and pageviews per minute, of what is selected beside the whole; pages and sources.

import { h, s, write } from "./elements.js";
import { exact, short } from "./numbers.js";
import { Shares } from "./shares.js";
import { say } from "./words.js";

const HEIGHT = 56;

export class Rail {
  constructor(root, page) {
    Object.assign(this, { root, page });
    write(root.querySelector("#zone"), page.clock.isReaders ? "" : page.clock.zoneName);
    for (const name of ["number", "noun", "sum", "chart", "caption", "minutes", "here-empty", "sources-empty"]) this[name] = root.querySelector(`#${name}`);
    this.here = new Shares(root.querySelector("#here"), "page");
    this.sources = new Shares(root.querySelector("#sources"), "source");
    if (!this.chart.childElementCount) this.build();
    [this.all, this.bars] = ["whole", "own"].map((name) => [...this.chart.getElementsByClassName(name)]);
    this.cells = Array.from(this.minutes.children, (line) => line.children);
    this.chart.addEventListener("pointermove", (move) => this.point(move));
    this.chart.addEventListener("pointerleave", () => this.unpoint());
  }

  /** As the server has done it where the page came with its numbers. */
  build() {
    this.chart.append(...bars("whole"), ...bars("own"));
    this.chart.lastElementChild.classList.add("running");
    this.minutes.append(...Array.from({ length: 30 }, () => h("tr", {}, h("th", { scope: "row" }), h("td"))));
  }

  /** What is selected, and the whole, which may be the same. Minutes that are not known yet are not shown. */
  show(own, whole) {
    this.isPart = own !== whole;
    this.root.classList.toggle("filtered", this.isPart);
    write(this.number, whole.beyond ? `≈ ${short(own.now)}` : short(own.now));
    this.number.title = exact(own.now);
    write(this.noun, this.isPart ? say("of_visitors_now", { n: short(whole.now), count: whole.now }) : say("visitors_now", { count: own.now }));
    write(this.sum, own.minutes ? this.sentence(total(own.minutes), total(whole.minutes)) : "");
    this.drawMinutes(own.minutes ?? Array(30).fill(0), whole.minutes, whole.minute_at);
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

  drawMinutes(minutes, whole, minuteAt) {
    this.values = minutes;
    this.minuteAt = minuteAt;
    const greatest = Math.max(4, ...whole);
    minutes.forEach((count, index) => {
      rise(this.bars[index], count / greatest);
      rise(this.all[index], this.isPart ? whole[index] / greatest : 0);
      write(this.cells[index][0], this.minute(index));
      write(this.cells[index][1], exact(count));
    });
  }

  minute(index) {
    return this.page.clock.at(this.minuteAt - (29 - index) * 60_000).slice(0, 5);
  }

  point(move) {
    const box = this.chart.getBoundingClientRect();
    const index = Math.min(29, Math.max(0, Math.floor(((move.clientX - box.left) / box.width) * 30)));
    this.bars.forEach((bar, each) => bar.classList.toggle("pointed", each === index));
    const count = this.values?.[index] ?? 0;
    write(this.caption, `${this.minute(index)} · ${say("pageviews", { n: exact(count), count })}`);
    this.caption.parentElement.classList.add("pointing");
  }

  unpoint() {
    this.bars.forEach((bar) => bar.classList.remove("pointed"));
    this.caption.parentElement.classList.remove("pointing");
  }
}

function bars(name) {
  return Array.from({ length: 30 }, (_, index) => s("rect", { class: name, x: index * 10 + 1, width: 8, y: HEIGHT, height: 0 }));
}

function rise(bar, part) {
  const height = part ? Math.max(2, part * HEIGHT) : 0;
  bar.setAttribute("height", height);
  bar.setAttribute("y", HEIGHT - height);
}

function total(numbers) {
  return numbers.reduce((sum, each) => sum + each, 0);
}
