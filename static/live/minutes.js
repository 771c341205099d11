// Pageviews per minute of the last half hour, of what is selected before the whole; pointed at, a bar says its number.

import { h, s, write } from "./elements.js";
import { exact } from "./numbers.js";
import { say } from "./words.js";

const HEIGHT = 56;

export class Minutes {
  constructor(root, clock) {
    Object.assign(this, { clock });
    for (const name of ["chart", "caption", "minutes"]) this[name] = root.querySelector(`#${name}`);
    write(root.querySelector("#zone"), clock.isReaders ? "" : clock.zoneName);
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

  /** `whole` is drawn only where it is not the same. */
  draw(minutes, whole, minuteAt) {
    this.values = minutes;
    this.minuteAt = minuteAt;
    const greatest = Math.max(4, ...whole);
    minutes.forEach((count, index) => {
      rise(this.bars[index], count / greatest);
      rise(this.all[index], minutes === whole ? 0 : whole[index] / greatest);
      write(this.cells[index][0], this.minute(index));
      write(this.cells[index][1], exact(count));
    });
  }

  minute(index) {
    return this.clock.at(this.minuteAt - (29 - index) * 60_000).slice(0, 5);
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

export function total(numbers) {
  return numbers.reduce((sum, each) => sum + each, 0);
}

function bars(name) {
  return Array.from({ length: 30 }, (_, index) => s("rect", { class: name, x: index * 10 + 1, width: 8, y: HEIGHT, height: 0 }));
}

function rise(bar, part) {
  const height = part ? Math.max(2, part * HEIGHT) : 0;
  bar.setAttribute("height", height);
  bar.setAttribute("y", HEIGHT - height);
}
