// A moment of the past in the place of the live connection: it tells the page the same messages in the same order, when their time has
// come. It keeps all visits of the replay, by which it says who is here, as the server says it of what happens now.

import { chosenNow } from "../chosen_now.js";
import { Visits } from "../visits.js";
import { nextChosen } from "./next_visit.js";
import { Pages } from "./pages.js";
import { Playhead } from "./playhead.js";
import { Selection } from "./selection.js";

const FRAME = 50; // ms, as the live stream has them
const PRESENCE = 500;
const KEPT = 20_000; // messages, and visits
const MINUTE = 60_000;
const PAGE = { 1: 2 * MINUTE, 10: 6 * MINUTE, 60: 20 * MINUTE };
const AHEAD = 8000; // ms of who watches: so much is to be there already
const AGAIN = 3000;
const CUTS = 4; // pages in a row that were too short to go on: then fewer of the visits are told

/** `told` hears what a Connection's does, and: moved(at), loading(isLoading), caughtUp() with now. */
export class PastSource {
  constructor(address, told) {
    Object.assign(this, { told, pages: new Pages(address), playhead: new Playhead(), visits: new Visits(KEPT), query: {}, due: [], played: [], isFirst: false });
    setInterval(() => this.tick(), FRAME);
  }

  /** The time that is played. */
  get at() {
    return this.isLoaded ? this.playhead.at : this.sought;
  }

  /** A cursor with its log, as the server takes it. */
  point(cursor) {
    return `${this.log}-${cursor}`;
  }

  /** With these filters from the moment on where it is. */
  start(query) {
    this.query = query;
    if (this.isLoaded) this.tellAgain();
  }

  async seek(at) {
    const stream = (this.stream = Symbol());
    Object.assign(this, { sought: Math.round(at), isLoaded: false });
    this.told.loading(true);
    const answer = await this.pages.fetch({ at: this.sought });
    if (stream !== this.stream) return;
    if (!answer) return this.waitFor(() => stream === this.stream && this.seek(at));
    this.begin(answer);
    this.tellAgain();
    this.told.loading(false);
  }

  begin(answer) {
    this.visits.clear();
    Object.assign(this, { log: answer.log, oneOf: answer.one_of ?? 1, isVague: answer.is_about ?? false, goals: answer.goals });
    Object.assign(this, { until: answer.until, isNow: 0, isFetching: false, cuts: 0, due: [], played: [], isLoaded: true });
    for (const message of answer.messages) this.play(message);
    this.playhead.jump(answer.until);
  }

  play(message) {
    this.visits.apply(message);
    this.played.push(message);
    if (this.played.length > 1.5 * KEPT) this.played = this.played.slice(-KEPT);
  }

  /** As a stream that begins anew: what had been told by now, then what comes. */
  tellAgain() {
    this.selection = new Selection(this.query);
    const earlier = this.played.flatMap((message) => this.selection.take(message)).map((message) => ({ ...message, replay: true }));
    this.isFresh = true;
    const hello = { ...this.presence(), type: "hello", log: this.log, refused: [] };
    this.told.messages([hello, ...earlier, { type: "ready", goals: this.goals, replayed: earlier.length }]);
    this.isFresh = false;
    this.told.state("connected");
  }

  tick() {
    if (!this.isLoaded) return;
    const { at } = this.playhead;
    const told = this.takeDue(at).flatMap((message) => this.selection.take(message));
    if (told.length) this.told.messages(told);
    if (at !== this.shownAt) this.show(at);
    if (this.isNow && at >= this.until && !this.playhead.isPaused) return this.arrive();
    if (!this.isFetching && !this.isNow && this.until - at < AHEAD * this.playhead.speed) this.fetchOn();
  }

  /** At the end of all that there was, a moment ago or before a long pause. */
  arrive() {
    if (performance.now() - this.isNow > AGAIN) this.isNow = 0;
    else this.leave();
  }

  leave() {
    Object.assign(this, { sought: this.until, isLoaded: false });
    this.told.caughtUp();
  }

  takeDue(at) {
    const end = this.due.findIndex((message) => message.at > at);
    const come = this.due.splice(0, end < 0 ? this.due.length : end);
    for (const message of come) this.play(message);
    return come;
  }

  show(at) {
    this.told.moved((this.shownAt = at));
    const now = performance.now();
    if (now - this.presenceAt < PRESENCE) return;
    this.presenceAt = now;
    this.told.messages([this.presence()]);
  }

  presence() {
    const { at } = this;
    this.visits.expire(at);
    const counted = chosenNow(this.visits.all(), 0, at - (at % MINUTE), this.oneOf);
    return { type: "presence", ...counted, one_of: this.oneOf, beyond: this.isVague || this.oneOf > 1 ? 1 : 0 };
  }

  async fetchOn() {
    const { stream, until, oneOf } = this;
    const asked = until + PAGE[this.playhead.speed];
    this.isFetching = true;
    const answer = await this.pages.fetch({ since: until, until: asked, one_of: oneOf });
    if (stream !== this.stream) return;
    if (answer) this.join(answer, asked);
    else this.waitFor(() => stream === this.stream && (this.isFetching = false));
  }

  join(answer, asked) {
    if (this.isWaiting) this.told.state("connected");
    this.cuts = answer.until < asked && !answer.is_now && this.playhead.isStuck ? this.cuts + 1 : 0;
    if (this.cuts === CUTS) return this.seek(this.playhead.at);
    this.due.push(...answer.messages);
    Object.assign(this, { until: answer.until, next: answer.next, isNow: answer.is_now ? performance.now() : 0, isFetching: false, isWaiting: false });
    this.isVague ||= answer.is_about ?? false;
    this.playhead.allow(answer.until);
  }

  waitFor(again) {
    this.isWaiting = true;
    this.told.state("waiting", AGAIN / 1000);
    setTimeout(again, AGAIN);
  }

  /** To just before the next visit of the chosen ones does something; answers what `nextChosen` does: "found", "none" or "further". */
  async toNext() {
    if (!this.isLoaded) return "found"; // a moment is on its way
    const { stream, until, oneOf, selection } = this;
    const fetchOn = (since, to) => this.pages.fetch({ since, until: to, one_of: oneOf ?? 1 });
    const next = await nextChosen({ ahead: selection.ahead(), due: this.due, after: this.at, until }, fetchOn, () => stream === this.stream);
    if (stream !== this.stream) return "found";
    if (next.at && next.at <= this.until) this.leap(next.at);
    else if (next.at) this.seek(next.at - 1000);
    return next.is;
  }

  leap(at) {
    this.playhead.go(Math.max(this.playhead.at, at - 1000));
  }
}
