// Two months beside the fields for the first and the last day: two clicks choose a period.

const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const written = (options) => new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" });
const MONTH = written({ month: "long", year: "numeric" });
const WEEKDAY = written({ weekday: "short" });
const DATE = written({ dateStyle: "long" });
const RULES = new Intl.PluralRules(language);
const DAY = 86_400_000;

export class Calendar {
  constructor(root) {
    this.root = root;
    root.addEventListener("toggle", (toggle) => toggle.target.id === "periods" && toggle.target.open && this.open(toggle.target), true);
    root.addEventListener("click", (click) => this.click(click));
    root.addEventListener("change", (change) => change.target.closest("[data-days]") && this.draw());
  }

  open(menu) {
    Object.assign(this, { menu, isHalf: false, month: null });
    this.draw();
  }

  get form() {
    return this.menu.querySelector("[data-days]");
  }

  draw() {
    if (!this.menu?.open) return;
    const box = this.menu.querySelector("[data-calendar]");
    const last = day(this.form.to.value) ?? day(box.dataset.today);
    this.month ??= monthOf(last, -1);
    this.count();
    box.replaceChildren(...[0, 1].map((step) => this.drawMonth(monthOf(this.month, step), box.dataset, step)));
  }

  /** The button says how many days it shows. */
  count() {
    const n = Math.round((day(this.form.to.value) - day(this.form.from.value)) / DAY) + 1;
    const words = JSON.parse(this.form.dataset.show);
    if (n > 0) this.form.querySelector(".primary").textContent = (words[RULES.select(n)] ?? words.other).replace("{n}", n);
  }

  drawMonth(first, { today, before, after }, step) {
    const table = element("table", {}, element("caption", {}, MONTH.format(first)));
    const head = element("tr");
    const monday = Date.UTC(2026, 0, 5);
    for (let n = 0; n < 7; n++) head.append(element("th", { scope: "col" }, WEEKDAY.format(monday + n * DAY)));
    table.append(element("thead", {}, head), this.days(first, today));
    const button = element("button", { type: "button", class: step ? "later" : "earlier", "aria-label": step ? after : before }, step ? "›" : "‹");
    return element("div", { class: "month" }, button, table);
  }

  days(first, today) {
    const body = element("tbody");
    const { month } = parts(first);
    let at = first - ((new Date(first).getUTCDay() + 6) % 7) * DAY;
    while (at < first || parts(at).month === month) {
      const row = element("tr");
      for (let n = 0; n < 7; n++, at += DAY) row.append(parts(at).month === month ? this.cell(at, today) : element("td"));
      body.append(row);
    }
    return body;
  }

  cell(at, today) {
    const [from, to, text] = [this.form.from.value, this.form.to.value, iso(at)];
    const isEnd = text === from || text === to;
    const button = element("button", { type: "button", "data-day": text, "aria-pressed": isEnd, "aria-label": DATE.format(at) }, String(new Date(at).getUTCDate()));
    button.disabled = text > today;
    const cell = element("td", {}, button);
    cell.toggleAttribute("data-in", from <= text && text <= to);
    cell.toggleAttribute("data-today", text === today);
    return cell;
  }

  click(click) {
    const step = click.target.closest?.(".month > button");
    if (step) return this.turn(step.className === "later" ? 1 : -1, step.className);
    const chosen = click.target.closest?.("[data-day]");
    if (chosen) this.choose(chosen.dataset.day);
  }

  turn(by, name) {
    this.month = monthOf(this.month, by);
    this.draw();
    this.menu.querySelector(`.month > .${name}`).focus();
  }

  /** The first click begins anew, the second one ends. */
  choose(text) {
    const { from, to } = this.form;
    if (!this.isHalf) from.value = to.value = text;
    else if (text < from.value) from.value = text;
    else to.value = text;
    this.isHalf = !this.isHalf;
    this.draw();
    this.menu.querySelector(`[data-day="${text}"]`)?.focus();
  }
}

const parts = (at) => ({ year: new Date(at).getUTCFullYear(), month: new Date(at).getUTCMonth() });

const monthOf = (at, step) => Date.UTC(parts(at).year, parts(at).month + step, 1);

const day = (text) => (text ? Date.parse(`${text}T00:00:00Z`) : null);

const iso = (at) => new Date(at).toISOString().slice(0, 10);

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
