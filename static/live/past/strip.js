// What steers a replay: its clock, how fast it goes, the day's curve that is drawn along, the way back to now, and the moment as a link.

import { write } from "../elements.js";
import { exact } from "../numbers.js";
import { say } from "../words.js";
import { Curve } from "./curve.js";
import { momentText } from "./moment_text.js";

const MINUTE = 60_000;
const SETTLES = 250; // ms: who drags, or holds a key, means where it ends
const ADDRESS_EVERY = 5000;

export class Strip {
  constructor(root, page, filters) {
    document.body.classList.add("replaying");
    Object.assign(this, { root, page, filters, dayAddress: root.dataset.day, zone: root.dataset.zone, curve: new Curve() });
    for (const name of ["clock", "date", "play", "speeds", "range", "about", "notes", "next", "copy", "before", "after", "now"]) this[name] = document.getElementById(`past-${name}`);
    this.range.addEventListener("input", () => this.drag(Number(this.range.value)));
    this.play.addEventListener("click", () => this.toggle());
    this.next.addEventListener("click", () => this.toNext());
    this.copy.addEventListener("click", () => this.copyLink());
    this.now.addEventListener("click", () => this.carry());
    for (const way of ["before", "after"]) this[way].addEventListener("click", (click) => this.byADay(click, way));
    this.speeds.addEventListener("click", ({ target }) => target.value && this.choose(Number(target.value)));
    addEventListener("pagehide", () => this.remember());
  }

  /** `source` is what it steers. */
  begin(source, at) {
    this.source = source;
    this.moved(at);
    source.seek(at);
  }

  get letters() {
    return {
      p: () => this.toggle(), n: () => this.toNext(), b: () => this.caughtUp(),
      1: () => this.choose(1), 2: () => this.choose(10), 3: () => this.choose(60),
    };
  }

  /** A minute back or on, as the arrows go. */
  step(minutes) {
    this.drag(this.source.at + minutes * MINUTE);
  }

  /** The same time of another day, as soon as it is known which that is; until then the link has it. */
  byADay(click, way) {
    const { day } = this.curve;
    if (!day) return;
    click.preventDefault();
    if (day[way]) this.go(Math.min(day[way] + this.source.at - day.at, this.latest));
  }

  /** Now, by the server's clock. */
  get latest() {
    return Number(this.root.dataset.now) + performance.now();
  }

  go(at) {
    this.source.seek(at);
    this.show(this.source.at);
    this.remember(at);
  }

  drag(at) {
    const { start, end } = this.curve.day ?? { start: at, end: at };
    const wanted = Math.min(Math.max(at, start), end, this.latest);
    clearTimeout(this.settling);
    this.dragged = wanted;
    this.settling = setTimeout(() => this.settle(), SETTLES);
    this.show(wanted);
  }

  settle() {
    const at = this.dragged;
    this.dragged = null;
    this.go(at);
  }

  toggle() {
    const { playhead } = this.source;
    playhead.pause(!playhead.isPaused);
    this.play.setAttribute("aria-pressed", playhead.isPaused);
    this.remember();
  }

  choose(speed) {
    this.source.playhead.choose(speed);
    for (const each of this.speeds.children) each.setAttribute("aria-pressed", Number(each.value) === speed);
  }

  async toNext() {
    this.next.disabled = true;
    const is = await this.source.toNext();
    this.next.disabled = false;
    if (is !== "found") write(this.about, say(is === "none" ? "no_visit_since" : "no_visit_yet"));
  }

  moved(at) {
    if (this.dragged == null) this.show(at);
    if (performance.now() - (this.rememberedAt ?? 0) > ADDRESS_EVERY) this.remember(at);
  }

  show(at) {
    write(this.clock, this.page.clock.at(at));
    this.clock.dateTime = new Date(at).toISOString();
    this.range.value = at;
    this.curve.move(at);
    const day = this.curve.day;
    if (day) this.range.setAttribute("aria-valuetext", `${this.clock.textContent.slice(0, 5)}, ${say("visits", { n: exact(this.curve.at(at)), count: this.curve.at(at) })}`);
    if (!day || at < day.start || at >= day.end) this.load(at);
  }

  async load(at) {
    if (this.isLoading) return;
    this.isLoading = true;
    const answer = await fetch(`${this.dayAddress}?at=${Math.round(at)}`).catch(() => null);
    const day = answer?.ok ? await answer.json() : null;
    if (day) this.drawDay(day);
    this.isLoading = !day; // else it stands without
    if (day) this.show(this.dragged ?? this.source.at);
  }

  drawDay(day) {
    Object.assign(this.range, { min: day.start, max: day.end - 1, step: MINUTE });
    write(this.date, day.said);
    this.after.setAttribute("aria-disabled", !day.after);
    this.notes.replaceChildren(...day.notes.map((words) => Object.assign(document.createElement("li"), { textContent: words })));
    this.curve.draw(day);
  }

  loading(isLoading) {
    this.root.classList.toggle("seeking", isLoading);
    if (isLoading) return;
    const { oneOf, isVague } = this.source;
    write(this.about, oneOf > 1 ? say("one_of_visits", { n: exact(oneOf) }) : isVague ? say("about_then") : "");
  }

  /** It is now: what comes from here on is live. */
  caughtUp() {
    this.carry();
    location.assign(this.now.href);
  }

  carry() {
    this.now.search = new URLSearchParams(this.filters.query);
  }

  /** The address names the moment, with the filters. */
  remember(at = this.source?.at) {
    if (!at) return;
    this.rememberedAt = performance.now();
    this.filters.keep("at", momentText(at, this.zone, this.curve.day?.plain));
  }

  async copyLink() {
    this.remember();
    const done = await navigator.clipboard?.writeText(location.href).then(() => true, () => false);
    write(this.copy.lastElementChild, done ? say("copied") : location.search);
  }
}
