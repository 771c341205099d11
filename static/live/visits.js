// What the messages say, as visits. Pure: no document, no clock of its own.

import { back, end, extend, has, isGone, isOverdue, leave, newVisit, place, prepend, title } from "./visit.js";

const CHANGES = { leave, back, place, title };

/** All visits known to the page: `recent` with the latest last, `past` (fetched by scrolling) with the latest first. */
export class Visits {
  constructor(limit = 1000) {
    this.limit = limit;
    this.clear();
  }

  clear() {
    this.recent = new Map();
    this.past = new Map();
  }

  find(id) {
    return this.recent.get(id) ?? this.past.get(id);
  }

  /** Applies one message; answers {visit, moved, began} or {visit, removed}, or null when nothing changed. */
  apply(message) {
    if (message.type === "event") return this.event(message);
    const visit = this.find(message.visit);
    if (!visit) return null;
    if (message.type === "removal") return this.remove(visit);
    if (!(message.type in CHANGES)) return null;
    CHANGES[message.type](visit, message);
    return { visit };
  }

  event(event) {
    const known = this.find(event.visit);
    if (known && (has(known, event) || (event.replay && event.cursor < known.cursor))) return null;
    const visit = known ?? newVisit(event);
    extend(visit, event);
    this.past.delete(visit.id);
    this.recent.delete(visit.id);
    this.recent.set(visit.id, visit);
    if (this.recent.size > this.limit) this.trim();
    return { visit, moved: true, began: !known };
  }

  /** Forgets the quietest visit; `past` would no longer join on, so it goes too. */
  trim() {
    this.recent.delete(this.recent.keys().next().value);
    this.past.clear();
  }

  remove(visit) {
    visit.removed = true;
    this.recent.delete(visit.id);
    this.past.delete(visit.id);
    return { visit, removed: true };
  }

  /** Those that began before this moment (ms) are being erased. */
  removeBefore(moment) {
    return this.all().filter((visit) => visit.since < moment).map((visit) => this.remove(visit));
  }

  /** What the log has up to this cursor is being erased: the site's numbers begin anew. */
  removeUpto(cursor) {
    return this.all().filter((visit) => visit.cursor <= cursor).map((visit) => this.remove(visit));
  }

  /** Adds an older page of the log (oldest message first); answers the visits that were not known. */
  addOlder(messages) {
    const found = [];
    const leaves = new Map();
    for (const message of [...messages].reverse()) {
      if (message.type === "leave") leaves.set(message.visit, leaves.get(message.visit) ?? message);
      if (message.type !== "event") continue;
      const known = this.find(message.visit);
      if (known) prepend(known, message);
      else found.push(this.begin(message, leaves.get(message.visit)));
    }
    return found;
  }

  begin(event, leaveAfter) {
    const visit = newVisit(event);
    extend(visit, event);
    if (leaveAfter) leave(visit, leaveAfter);
    this.past.set(visit.id, visit);
    return visit;
  }

  /** Everything known, newest first. */
  all() {
    return [...[...this.recent.values()].reverse(), ...this.past.values()];
  }

  /** Those that have gone without a word. */
  expire(now) {
    const gone = [...this.recent.values(), ...this.past.values()].filter((visit) => !isGone(visit) && isOverdue(visit, now));
    gone.forEach(end);
    return gone;
  }
}
