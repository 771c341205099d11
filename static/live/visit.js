// One visit as the messages tell it: its events, its pages, and where it is now, by the rules by which the server counts who
// is here. Pure: no document, no clock of its own.

export const AWAY_LIMIT = 5 * 60_000;
export const QUIET_LIMIT = 30 * 60_000;
const KEPT_EVENTS = 100;

/** `on`: the pageview that it is on, by its cursor; null = not known, 0 = none. `sign`: its last sign of life (ms). */
export function newVisit(event) {
  return {
    id: event.visit, since: event.at, at: event.at, cursor: event.cursor, place: event.place ?? {}, isNew: Boolean(event.new || event.test),
    visitor: event.visitor,
    events: [], pages: [], forgotten: 0, spentBefore: 0, left: null, on: null, sign: event.at,
  };
}

export function isGone(visit) {
  return visit.left?.state === "left";
}

export function isAway(visit) {
  return visit.left?.state === "hidden";
}

/** Gone without a word: hidden for five minutes, or no sign for thirty. */
export function isOverdue(visit, now) {
  if (isAway(visit) && now - visit.left.at >= AWAY_LIMIT) return true;
  return now - visit.sign >= QUIET_LIMIT;
}

export function end(visit) {
  visit.left = { state: "left", at: visit.left?.at ?? visit.at };
}

/** The last pages of a visit and how many came before them. */
export function trail(visit, length = 3) {
  const paths = visit.pages.map((page) => page.path).filter((path, number, all) => path !== all[number - 1]);
  return { before: visit.forgotten + Math.max(0, paths.length - length), paths: paths.slice(-length) };
}

/** Milliseconds really spent; when the pages never told, the time between first and last sign. */
export function timeSpent(visit) {
  const engaged = visit.pages.reduce((sum, page) => sum + page.engaged, visit.spentBefore);
  return engaged || Math.max(0, (visit.left?.at ?? visit.at) - visit.since);
}

/** What brought the visit: its first event that a link of the site's own did not; what was only tried brings nobody. */
export function origin(visit) {
  const real = visit.events.filter((event) => !event.test);
  return real.find((event) => event.channel && event.channel !== "internal") ?? real[0] ?? visit.events[0];
}

export function lastEvent(visit) {
  return visit.events[visit.events.length - 1];
}

export function has(visit, event) {
  return visit.events.some((known) => known.id === event.id);
}

export function extend(visit, event) {
  if (isPageview(event)) visit.on = event.cursor;
  else if (isGone(visit)) visit.on = 0;
  visit.events.push(event);
  visit.at = visit.sign = event.at;
  visit.cursor = event.cursor;
  visit.left = null;
  if (hasPlace(event.place) || !hasPlace(visit.place)) visit.place = event.place ?? {};
  if (isPageview(event) || (!event.test && visit.pages.at(-1)?.path !== event.path)) visit.pages.push(pageOf(event));
  if (visit.events.length > KEPT_EVENTS) visit.events.shift();
  if (visit.pages.length > KEPT_EVENTS) forget(visit);
}

/** An event that is older than those that are known. */
export function prepend(visit, event) {
  if (has(visit, event) || visit.events.length >= KEPT_EVENTS) return;
  if (isPageview(event)) visit.on ??= event.cursor;
  visit.events.unshift(event);
  visit.since = Math.min(visit.since, event.at);
  visit.isNew ||= Boolean(event.new);
  if (isPageview(event) || (!event.test && visit.pages[0]?.path !== event.path)) visit.pages.unshift(pageOf(event));
}

/** A page was hidden or left: its reading time is its own, but only the page that the visit is on takes the visit along. */
export function leave(visit, message) {
  const page = pageNamed(visit, message);
  if (page) {
    page.engaged = Math.max(page.engaged, message.engaged ?? 0);
    page.depth = Math.max(page.depth, message.depth ?? 0);
  }
  if (isGone(visit) || !isOn(visit, message, page)) return;
  if (isOverdue(visit, message.at)) end(visit);
  else visit.left = { state: message.state, at: message.at };
}

/** A page is in sight again: that is where the visit is. */
export function back(visit, message) {
  visit.on = message.page ?? visit.on;
  visit.sign = Math.max(visit.sign, message.at);
  visit.left = null;
}

export function place(visit, message) {
  visit.place = message.place;
}

/** What a page is called, found out late. */
export function title(visit, message) {
  for (const each of [...visit.events, ...visit.pages]) if (each.cursor === message.page) each.title = message.title;
}

export function isPageview(event) {
  return event.name === "pageview";
}

function pageOf(event) {
  return { cursor: isPageview(event) ? event.cursor : 0, path: event.path, title: event.title, engaged: 0, depth: 0 };
}

function hasPlace(place) {
  return Boolean(place?.country || place?.city);
}

function forget(visit) {
  const { path, engaged } = visit.pages.shift();
  if (path !== visit.pages[0].path) visit.forgotten += 1;
  visit.spentBefore += engaged;
}

/** Rows of earlier releases name no pageview: there the path has to do. */
function pageNamed(visit, { page, path }) {
  return visit.pages.findLast((each) => (page ? each.cursor === page : each.path === path));
}

function isOn(visit, message, page) {
  if (message.page) return visit.on === null || visit.on === message.page;
  return !page || page === visit.pages.at(-1);
}
