// The feed's rows: new on top, an honest sample when hits come too fast, and never a move while somebody reads.
// A sample moves by steps: four slides and fades a second would never end, and every screen would draw all the time.

import { Growth } from "./growth.js";
import { Holds } from "./holds.js";
import { HAND } from "./hand.js";
import { arrive, goOn, halt, isSliding, places, settle, shift } from "./motion.js";
import { Rows } from "./rows.js";
import { Sampling } from "./sampling.js";

export const ROWS = 200;
const FEW = 10; // visits that waited: they come in as if they had come just now
const LEAVE_SETTLES = 1000; // the next page of the same visitor often follows its leave at once

export class Feed {
  /** `told` hears: held(holds), sampling(oneOf or 0), filled(isFilled). `most`: rows at once. */
  constructor(list, visits, page, told, most = ROWS) {
    Object.assign(this, { list, visits, told, most });
    this.sampling = new Sampling(list, told.sampling, () => this.renew());
    this.rows = new Rows(list, page);
    this.holds = new Holds();
    this.growth = new Growth(this);
    this.forget();
  }

  forget() {
    this.moves = new Map();
    this.dirty = new Set();
    this.holds.clear();
    this.isStale = true;
  }

  /** Every row once more: what they are held against has changed. */
  redraw() {
    for (const { visit } of this.rows.byVisit.values()) this.dirty.add(visit);
    this.schedule();
  }

  /** Calm again: the sample gives way to every visit, in order. */
  renew() {
    this.isStale = true;
    this.schedule();
  }

  /** The changes that one frame of messages made to the model. */
  take(changes, isReplay) {
    const moved = changes.filter((change) => change.moved);
    for (const change of changes) this.note(change, isReplay);
    if (this.isHeld) this.told.held(this.holds);
    if (isReplay && moved.length > 20) this.isStale = true;
    for (const { visit } of isReplay ? moved : this.sampling.of(moved)) this.move(visit);
    // A live change is drawn at once: the next frame shows it anyhow. A replay has many to draw together.
    if (isReplay || this.frame || document.hidden) this.schedule();
    else if (this.hasNews) this.draw();
  }

  note({ visit, removed, moved, began }, isReplay) {
    if (this.isHeld && moved) this.holds.wait(visit, began);
    if (moved || !this.rows.has(visit.id)) return;
    if (removed || isReplay || !visit.left) this.dirty.add(visit);
    else setTimeout(() => this.dirty.add(visit) && this.schedule(), LEAVE_SETTLES);
  }

  move(visit) {
    if (this.isHeld) return;
    this.moves.delete(visit.id);
    this.moves.set(visit.id, visit);
    if (this.moves.size > this.most) this.moves.delete(this.moves.keys().next().value);
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
    if (this.isHeld || isSliding(() => this.schedule())) return;
    if (this.isStale) this.rebuild();
    else this.drawMoves();
    for (const visit of this.dirty) this.rows.redraw(visit);
    this.dirty.clear();
    this.tell();
  }

  drawMoves() {
    if (!this.moves.size) return;
    const before = places(this.list);
    const moved = [...this.moves.values()].filter((visit) => !visit.removed).reverse().map((visit) => this.rows.of(visit));
    this.moves.clear();
    if (this.sampling.isOn) settle(moved);
    else arrive(moved);
    this.rows.prepend(moved, this.most);
    if (!this.sampling.isOn) shift(this.list, before, moved);
  }

  /** Shows the newest visits as they are, without motion. */
  rebuild() {
    this.growth.stop();
    this.show(this.visits.all().slice(0, this.most));
    this.moves.clear();
    this.isStale = false;
  }

  /** A stream that has begun anew is shown whatever holds the feed: it was asked for. */
  begin() {
    this.growth.begin();
    this.moves.clear();
    this.isStale = false;
    this.tell();
  }

  append(visits) {
    settle(this.rows.append(visits));
  }

  tell() {
    this.told.filled(this.rows.size > 0);
  }

  /** Exactly these visits, in this order. */
  show(visits) {
    settle(this.rows.show(visits));
  }

  get shown() {
    return Array.from(this.list.children, (element) => element.row.visit);
  }

  get isHeld() {
    return this.holds.isHeld;
  }

  /** Holds still for a reason ("scrolled", "selected", "opened", "paused", or a hand's) until it is released. */
  hold(reason) {
    this.holds.reasons.add(reason);
    if (this.holds.isTouched) halt();
    this.told.held(this.holds);
  }

  release(reason) {
    if (!this.holds.reasons.delete(reason)) return;
    if (!HAND.includes(reason)) this.isStale = true; // other rows may be shown than the newest
    if (!this.holds.isTouched) goOn();
    if (!this.isHeld) this.catchUp();
    this.told.held(this.holds);
  }

  /** What came meanwhile, in the order in which it came; where it is much, as it stands now. */
  catchUp() {
    if (this.isStale || this.holds.waiting > FEW) this.forget();
    const waiting = this.visits.all().filter((visit) => this.holds.waits(visit));
    for (const visit of waiting.reverse()) this.move(visit);
    this.holds.clear();
    this.schedule();
  }
}
