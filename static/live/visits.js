// What the messages say, as visits. Pure: no document, no clock of its own.

export const AWAY_LIMIT = 5 * 60_000;
export const QUIET_LIMIT = 30 * 60_000;
const KEPT_EVENTS = 100;

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
    if (message.type === "leave") return leave(visit, message);
    if (message.type === "back") return back(visit);
    if (message.type === "place") return place(visit, message);
    if (message.type === "removal") return this.remove(visit);
    return null;
  }

  event(event) {
    const known = this.find(event.visit);
    if (known && has(known, event)) return null;
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

  /** Visits that have gone without a word: hidden for five minutes, or no sign for thirty. */
  expire(now) {
    const gone = [];
    for (const visit of [...this.recent.values(), ...this.past.values()]) {
      if (!isGone(visit) && isOverdue(visit, now)) gone.push(visit);
    }
    for (const visit of gone) visit.left = { state: "left", at: visit.left?.at ?? visit.at };
    return gone;
  }
}

export function isGone(visit) {
  return visit.left?.state === "left";
}

export function isAway(visit) {
  return visit.left?.state === "hidden";
}

/** The last pages of a visit and how many came before them. */
export function trail(visit, length = 3) {
  const paths = visit.pages.map((page) => page.path);
  return { before: visit.forgotten + Math.max(0, paths.length - length), paths: paths.slice(-length) };
}

/** Milliseconds really spent; when the pages never told, the time between first and last sign. */
export function timeSpent(visit) {
  const engaged = visit.pages.reduce((sum, page) => sum + page.engaged, visit.spentBefore);
  return engaged || Math.max(0, (visit.left?.at ?? visit.at) - visit.since);
}

export function lastEvent(visit) {
  return visit.events[visit.events.length - 1];
}

function newVisit(event) {
  return {
    id: event.visit, since: event.at, at: event.at, cursor: event.cursor, place: event.place ?? {},
    isNew: Boolean(event.new), events: [], pages: [], forgotten: 0, spentBefore: 0, left: null,
  };
}

function has(visit, event) {
  return visit.events.some((known) => known.id === event.id);
}

function extend(visit, event) {
  visit.events.push(event);
  visit.at = event.at;
  visit.cursor = event.cursor;
  visit.left = null;
  if (hasPlace(event.place) || !hasPlace(visit.place)) visit.place = event.place ?? {};
  if (visit.pages[visit.pages.length - 1]?.path !== event.path) visit.pages.push(pageOf(event));
  if (visit.events.length > KEPT_EVENTS) visit.events.shift();
  if (visit.pages.length > KEPT_EVENTS) forget(visit);
}

function prepend(visit, event) {
  if (has(visit, event) || visit.events.length >= KEPT_EVENTS) return;
  visit.events.unshift(event);
  visit.since = Math.min(visit.since, event.at);
  visit.isNew ||= Boolean(event.new);
  if (visit.pages[0]?.path !== event.path) visit.pages.unshift(pageOf(event));
}

function forget(visit) {
  visit.forgotten += 1;
  visit.spentBefore += visit.pages.shift().engaged;
}

function pageOf(event) {
  return { path: event.path, title: event.title, engaged: 0, depth: 0 };
}

function hasPlace(place) {
  return Boolean(place?.country || place?.city);
}

function leave(visit, message) {
  const page = visit.pages.findLast((each) => each.path === message.path);
  if (page) {
    page.engaged = Math.max(page.engaged, message.engaged ?? 0);
    page.depth = Math.max(page.depth, message.depth ?? 0);
  }
  if (page && page !== visit.pages[visit.pages.length - 1]) return { visit };
  visit.left = { state: message.state, at: message.at };
  return { visit };
}

function back(visit) {
  visit.left = null;
  return { visit };
}

function place(visit, message) {
  visit.place = message.place;
  return { visit };
}

function isOverdue(visit, now) {
  if (isAway(visit) && now - visit.left.at >= AWAY_LIMIT) return true;
  return now - Math.max(visit.at, visit.left?.at ?? 0) >= QUIET_LIMIT;
}
