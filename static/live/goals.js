// Where a goal of the site is reached: by an event, by a page, or by how one was read. The server tells the rules, not what
// reaches them; so rows that are shown already tell of a goal that is made now. Pure: no document, no clock of its own.

import { isPageview } from "./visit.js";

const NONE = [];

export class Goals {
  constructor() {
    this.know(NONE);
  }

  /** `rules`: [{name, kind, of, least}]; answers whether they are others than before. */
  know(rules = NONE) {
    if (JSON.stringify(rules) === JSON.stringify(this.rules)) return false;
    this.rules = rules;
    this.known = new Map();
    this.told = new WeakMap();
    return true;
  }

  /** The goals that a visit has reached, each once, in the order in which it did. */
  of(visit) {
    if (!this.rules.length) return NONE;
    return [...new Set(visit.events.flatMap((event) => this.at(visit, event)))];
  }

  /** Those that one of its events has reached, and the reading of the page that this one brought. */
  at(visit, event) {
    if (!this.rules.length) return NONE;
    const page = isPageview(event) && visit.pages.find((each) => each.cursor === event.cursor);
    return [...this.byEvent(event), ...(page ? this.byReading(page) : NONE)];
  }

  /** Whether it has reached one since it was last asked so. */
  isNews(visit) {
    const now = this.of(visit).length;
    const before = this.told.get(visit) ?? 0;
    if (now !== before) this.told.set(visit, now);
    return now > before;
  }

  byEvent({ name, path }) {
    return this.names(`${name}\n${path}`, (rule) => (rule.kind === "event" ? rule.of === name : rule.kind === "page" && name === "pageview" && fits(rule.of, path)));
  }

  byReading({ path, engaged, depth }) {
    const reaches = { scroll: ({ least }) => depth >= least, engaged: ({ least }) => engaged >= least * 1000 };
    return this.rules.filter((rule) => reaches[rule.kind]?.(rule) && fits(rule.of, path)).map(({ name }) => name);
  }

  names(key, reaches) {
    const known = this.known.get(key) ?? this.rules.filter(reaches).map(({ name }) => name);
    if (this.known.size < 10_000) this.known.set(key, known);
    return known;
  }
}

/** Whether it is a page of that pattern, in which `*` stands for anything but `/` and `**` for anything. Where it does not go
 * on, the last star takes one letter more. */
export function fits(pattern, path) {
  let [place, at, near, wide] = [0, 0, null, null];
  while (at < path.length) {
    if (pattern.startsWith("**", place)) [near, wide] = [null, [(place += 2), at]];
    else if (pattern[place] === "*") near = [(place += 1), at];
    else if (pattern[place] === path[at]) [place, at] = [place + 1, at + 1];
    else if (near && path[near[1]] !== "/") [place, at] = near = [near[0], near[1] + 1];
    else if (wide) [[place, at], near] = [(wide = [wide[0], wide[1] + 1]), null];
    else return false;
  }
  return /^\**$/.test(pattern.slice(place));
}
