// What an hour of a site had: where the pointer is on its bars, or, with the focus on today's number, by the left and right keys.

const HOUR = 3_600_000; // ms
const words = new Intl.NumberFormat(document.documentElement.lang);

export class Hours {
  constructor(page) {
    Object.assign(this, { page, tip: document.createElement("div"), row: null, hour: 0 });
    this.tip.className = "hour-tip";
    this.tip.setAttribute("role", "status");
    this.tip.hidden = true;
    page.append(this.tip);
    page.addEventListener("pointermove", (move) => this.point(move));
    page.addEventListener("pointerleave", () => this.away());
    page.addEventListener("focusout", () => this.away());
    page.addEventListener("keydown", (press) => this.press(press));
  }

  point(move) {
    const row = move.target.closest?.("li[data-hours]");
    const box = row?.querySelector(".sparkline").getBoundingClientRect();
    const at = box && (move.clientX - box.left) / box.width;
    if (!box || at < 0 || at >= 1 || move.clientY < box.top || move.clientY > box.bottom) this.away();
    else this.show(row, Math.floor(at * 24));
  }

  press(press) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[press.key];
    const row = press.target.closest(".today a")?.closest("li[data-hours]");
    if (press.key === "Escape") this.away();
    if (!step || !row) return;
    press.preventDefault();
    this.show(row, row === this.row ? Math.min(23, Math.max(0, this.hour + step)) : 23);
  }

  /** The figures of the row have changed. */
  again() {
    if (this.row) this.show(this.row, this.hour);
  }

  show(row, hour) {
    Object.assign(this, { row, hour });
    const { dataset } = this.page;
    const of = (name) => words.format(row.dataset[name].split(" ")[hour]);
    this.tip.replaceChildren(line(clock(row, hour)), line(dataset.pageviews, of("hours")), line(dataset.dayBefore, of("before")));
    this.tip.hidden = false;
    const chart = row.querySelector(".sparkline").getBoundingClientRect();
    const here = this.page.getBoundingClientRect();
    const middle = chart.left + (chart.width * (hour + 0.5)) / 24 - this.tip.offsetWidth / 2;
    const left = Math.min(Math.max(middle, here.left), here.right - this.tip.offsetWidth);
    this.tip.style.left = `${left - here.left}px`;
    this.tip.style.top = `${chart.bottom + 6 - here.top}px`;
  }

  away() {
    this.row = null;
    this.tip.hidden = true;
  }
}

/** `13:00 – 14:00`, as the site's clock has it. */
function clock(row, hour) {
  const written = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: row.dataset.zone });
  const end = row.dataset.end - (23 - hour) * HOUR;
  return `${written.format(end - HOUR)} – ${written.format(end)}`;
}

function line(name, number) {
  const element = document.createElement("p");
  const parts = [document.createElement(number ? "span" : "b"), document.createElement("b")];
  parts[0].textContent = name;
  if (number) parts[1].textContent = number;
  element.append(...parts.slice(0, number ? 2 : 1));
  return element;
}
