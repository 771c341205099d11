// The feed's rows: new on top, an honest sample when hits come too fast, and never a move while somebody reads.
// A sample moves by steps: four slides and fades a second would never end, and every screen would draw all the time.

import { arrive, places, settle, shift } from "./motion.js";
import { Pace } from "./pace.js";
import { Row } from "./row.js";

export const ROWS = 200;
const LEAVE_SETTLES = 1000; // the next page of the same visitor often follows its leave at once

export class Feed {
  /** `told` hears: held(began, moved), sampling(oneOf or 0), filled(isFilled). */
  constructor(list, visits, page, told) {
    Object.assign(this, { list, visits, page, told });
    this.pace = new Pace();
    this.rows = new Map();
    this.holds = new Set();
    this.forget();
    setInterval(() => this.tick(), 250);
  }

  forget() {
    this.moves = new Map();
    this.dirty = new Set();
    this.began = new Set();
    this.moved = new Set();
    this.isStale = true;
  }

  /** The changes that one frame of messages made to the model. */
  take(changes, isReplay) {
    const moved = changes.filter((change) => change.moved);
    for (const change of changes) this.note(change, isReplay);
    if (this.isHeld) this.told.held(this.began.size, this.moved.size);
    if (isReplay && moved.length > 20) this.isStale = true;
    if (!isReplay) this.sample(moved);
    else for (const { visit } of moved) this.move(visit);
    // A live change is drawn at once: the next frame shows it anyhow. A replay has many to draw together.
    if (isReplay || this.frame || document.hidden) this.schedule();
    else if (this.hasNews) this.draw();
  }

  note({ visit, removed, moved, began }, isReplay) {
    if (this.isHeld && moved) (began ? this.began : this.moved).add(visit.id);
    if (moved || !this.rows.has(visit.id)) return;
    if (removed || isReplay || !visit.left) this.dirty.add(visit);
    else setTimeout(() => this.dirty.add(visit) && this.schedule(), LEAVE_SETTLES);
  }

  sample(moved) {
    const now = performance.now();
    this.pace.note(moved.length, now);
    this.tellPace();
    if (!this.pace.isSampling) for (const { visit } of moved) this.move(visit);
    else if (moved.length && this.pace.mayMove(now)) this.move(moved[moved.length - 1].visit);
  }

  move(visit) {
    if (this.isHeld) return;
    this.moves.delete(visit.id);
    this.moves.set(visit.id, visit);
    if (this.moves.size > ROWS) this.moves.delete(this.moves.keys().next().value);
  }

  /** Calm again: the sample gives way to every visit, in order. */
  tick() {
    if (!this.pace.isSampling) return;
    this.pace.note(0, performance.now());
    if (this.pace.isSampling) return;
    this.tellPace();
    this.isStale = true;
    this.schedule();
  }

  /** At most once a second, so that the number can be read. */
  tellPace() {
    const now = performance.now();
    if (this.pace.isSampling === this.wasSampling && now - this.toldAt < 1000) return;
    this.wasSampling = this.pace.isSampling;
    this.toldAt = now;
    this.list.classList.toggle("sampled", this.wasSampling);
    this.told.sampling(this.pace.isSampling ? this.pace.oneOf : 0);
  }

  /** A frame costs some milliseconds: none is asked for where nothing would change in it. */
  schedule() {
    if (this.hasNews) this.frame ??= requestAnimationFrame(() => this.draw());
  }

  get hasNews() {
    return this.moves.size > 0 || this.dirty.size > 0 || this.isStale;
  }

  draw() {
    this.frame = null;
    if (this.isHeld) return;
    if (this.isStale) this.rebuild();
    else this.drawMoves();
    for (const visit of this.dirty) this.redraw(visit);
    this.dirty.clear();
    this.told.filled(this.rows.size > 0);
  }

  drawMoves() {
    if (!this.moves.size) return;
    const before = places(this.list);
    const moved = [...this.moves.values()].filter((visit) => !visit.removed).reverse().map((visit) => this.row(visit));
    this.moves.clear();
    if (this.pace.isSampling) settle(moved);
    else arrive(moved);
    keepingFocus(() => this.list.prepend(...moved.map((row) => row.element)));
    this.trim();
    if (!this.pace.isSampling) shift(this.list, before, moved);
  }

  /** The row of a visit, brought up to date. */
  row(visit) {
    const row = this.rows.get(visit.id) ?? new Row(visit, this.page);
    row.visit = visit;
    this.rows.set(visit.id, row);
    row.update();
    return row;
  }

  trim() {
    while (this.list.childElementCount > ROWS) this.dropRow(this.list.lastElementChild.row);
  }

  dropRow(row) {
    row.element.remove();
    this.rows.delete(row.visit.id);
  }

  redraw(visit) {
    const row = this.rows.get(visit.id);
    if (!row) return;
    if (visit.removed) this.dropRow(row);
    else row.update();
  }

  /** Shows the newest visits as they are, without motion. */
  rebuild() {
    this.show(this.visits.all().slice(0, ROWS));
    this.moves.clear();
    this.isStale = false;
  }

  /** Exactly these visits, in this order. */
  show(visits) {
    const rows = visits.map((visit) => this.row(visit));
    settle(rows);
    this.rows = new Map(rows.map((row) => [row.visit.id, row]));
    const elements = rows.map((row) => row.element);
    if (isAsShown(this.list.children, elements)) return; // a click in progress would be lost
    keepingFocus(() => this.list.replaceChildren(...elements));
  }

  get isHeld() {
    return this.holds.size > 0;
  }

  /** Holds still for a reason ("scrolled", "selected", "opened", "paused") until it is released. */
  hold(reason) {
    this.holds.add(reason);
    this.told.held(this.began.size, this.moved.size);
  }

  release(reason) {
    if (!this.holds.delete(reason) || this.isHeld) return;
    this.forget();
    this.told.held(0, 0);
    this.schedule();
  }
}

function isAsShown(shown, elements) {
  return shown.length === elements.length && elements.every((element, index) => element === shown[index]);
}

/** An element that is moved loses the focus; the reader must not. */
function keepingFocus(move) {
  const focused = document.activeElement;
  move();
  if (focused?.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
}
