// Beside the feed: visitors now, pageviews per minute, and the pages with people on them.

import { h, s, write } from "./elements.js";
import { exact, short } from "./numbers.js";
import { say } from "./words.js";

const HEIGHT = 56;

export class Rail {
  constructor(root, page) {
    this.page = page;
    for (const name of ["number", "sum", "chart", "caption", "minutes", "here", "here-empty"]) this[name] = root.querySelector(`#${name}`);
    this.bars = Array.from({ length: 30 }, (_, index) => s("rect", { x: index * 10 + 1, width: 8, y: HEIGHT, height: 0 }));
    this.chart.append(...this.bars);
    this.bars[29].classList.add("running");
    this.cells = this.bars.map(() => [h("th", { scope: "row" }), h("td")]);
    this.minutes.append(...this.cells.map((pair) => h("tr", {}, ...pair)));
    this.chart.addEventListener("pointermove", (move) => this.point(move));
    this.chart.addEventListener("pointerleave", () => this.unpoint());
  }

  /** From hello and presence messages. */
  presence({ now, here, minutes, minute_at: minuteAt, beyond }) {
    write(this.number, beyond ? `≈ ${short(now)}` : short(now));
    this.number.title = exact(now);
    write(this.sum, say("pageviews_in_30", { n: short(total(minutes)), count: total(minutes) }));
    this.drawMinutes(minutes, minuteAt);
    this.drawHere(here);
  }

  drawMinutes(minutes, minuteAt) {
    this.values = minutes;
    this.minuteAt = minuteAt;
    const greatest = Math.max(4, ...minutes);
    minutes.forEach((count, index) => {
      const height = count ? Math.max(2, (count / greatest) * HEIGHT) : 0;
      this.bars[index].setAttribute("height", height);
      this.bars[index].setAttribute("y", HEIGHT - height);
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

  drawHere(here) {
    const greatest = Math.max(1, ...here.map(([, count]) => count));
    while (this.here.childElementCount > here.length) this.here.lastElementChild.remove();
    here.forEach(([path, count], index) => {
      const item = this.here.children[index] ?? this.here.appendChild(shareRow("page"));
      share(item, path, path, count, greatest);
    });
    this["here-empty"].hidden = here.length > 0;
  }
}

/** A name, its number and a bar of its share; pressed, it filters. */
export function shareRow(filter) {
  return h("li", { class: "share" }, h("button", { type: "button", "data-filter": filter }, h("bdi", { class: "name" })), h("span", { class: "count" }));
}

export function share(item, value, name, count, greatest) {
  const [button, number] = item.children;
  write(button.lastElementChild, name);
  button.title = name;
  button.dataset.value = value;
  write(number, short(count));
  number.title = exact(count);
  item.style.setProperty("--share", `${(count / greatest) * 100}%`);
}

function total(numbers) {
  return numbers.reduce((sum, each) => sum + each, 0);
}
