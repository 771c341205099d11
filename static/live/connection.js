// One live connection that comes back by itself and resumes after the last cursor it has seen: a WebSocket, or, where none
// gets through, the same messages asked for again and again. Of another log, as after a restore, it begins anew.

import { stillHere } from "../still_here.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 5000;
const FAR = 10_000; // rows of the log: who has missed more, as a machine that slept, gets the newest instead of all of them
const HEAR_WITHIN = 10_000; // some proxies let a socket be opened and nothing through it
const BROKEN = 1006; // nobody has closed it: it could not be opened, or was cut
const TRIES = 3; // sockets in a row of which nothing was heard, until it is asked instead
const ASK_EVERY = 3000;
const ASKS = 20; // until a socket is tried again: who runs the proxy may have mended it

/** `told` hears: messages(list), state(name, seconds or visits), blocked("proxy", "full" or ""), gone() of the whole site.
 * States: connected, waiting, caught_up, asking. `ask`: where to ask; `here`: an address that only its reader gets. */
export class Connection {
  constructor(address, told, { ask = "", here = location.href, longest = LONGEST_WAIT, random = Math.random } = {}) {
    Object.assign(this, { address, told, ask, here, longest, random });
    this.query = {};
    this.cursor = null;
    this.failures = this.unheard = this.asks = 0;
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
  }

  /** Starts afresh with these filters: no cursor, so the backlog comes again. */
  start(query) {
    this.query = query;
    this.isFirst = false;
    this.cursor = null;
    this.failures = 0;
    this.resume();
  }

  /** What has come with the page is as if it had been read here: only what was since is asked for. */
  startFrom(messages, query) {
    this.query = query;
    this.log = messages[0].log;
    this.isFresh = this.isFirst = true;
    this.missed = new Set();
    for (const message of messages) this.follow(message);
    this.told.messages(messages);
    this.resume();
  }

  resume() {
    if (this.isBlocked && this.asks) this.askInstead();
    else this.open();
  }

  get isBlocked() {
    return this.ask && this.unheard >= TRIES;
  }

  open() {
    this.begin();
    const address = this.url(this.address);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    this.socket = socket;
    socket.onmessage = (frame) => socket === this.socket && this.read(JSON.parse(frame.data));
    socket.onclose = ({ code }) => socket === this.socket && this.retry(code);
    this.deadline = setTimeout(() => this.isHeard || this.retry(BROKEN), HEAR_WITHIN);
  }

  begin() {
    this.drop();
    this.isFresh = this.cursor === null;
    this.isHeard = false;
    this.missed = new Set();
  }

  url(address) {
    const url = new URL(address, location.href);
    for (const [name, value] of Object.entries(this.query)) if (value) url.searchParams.set(name, value);
    if (this.cursor !== null) url.searchParams.set("cursor", this.point(this.cursor));
    return url;
  }

  /** A cursor with its log, as the server takes it. */
  point(cursor) {
    return this.log ? `${this.log}-${cursor}` : String(cursor);
  }

  read(messages) {
    const [first] = messages;
    if (first?.type === "hello") {
      if (this.isAnother(first)) this.forget();
      else if (this.isFar(first)) return this.start(this.query);
      this.log = first.log;
    }
    if (!this.isHeard) this.hear(first);
    for (const message of messages) this.follow(message);
    this.told.messages(messages);
  }

  /** Then the server begins anew by itself: the cursor it was asked for is none of its log. */
  isAnother(hello) {
    return !this.isFresh && (hello.log !== this.log || hello.cursor < this.cursor);
  }

  forget() {
    this.cursor = null;
    this.isFresh = true;
  }

  isFar(hello) {
    return !this.isFresh && hello.cursor - this.cursor > FAR;
  }

  /** The first words: only now is it known that something comes through. */
  hear(first) {
    this.isHeard = true;
    if (this.socket) {
      this.unheard = this.asks = 0;
      this.told.blocked?.("");
    }
    if (!first?.type) this.isReady(); // a stream without hello and ready
  }

  follow(message) {
    if (message.type === "hello") return; // its cursor is not taken: the backlog up to it has yet to come
    if (message.type === "removal" && message.visit === "0") return this.end(); // the whole site
    if (message.cursor !== undefined) {
      // What came before in a visit that a filter selects only now is no step back.
      if (!message.replay || !(message.cursor < this.cursor)) this.cursor = message.cursor;
      this.failures = 0;
    }
    if (message.replay && message.visit) this.missed.add(message.visit);
    if (message.type === "ready" && this.isHeard) this.isReady();
  }

  end() {
    this.drop();
    this.told.gone();
  }

  isReady() {
    this.failures = 0;
    if (!this.socket) this.told.state("asking", ASK_EVERY / 1000);
    else if (!this.isFresh && !this.isFirst && this.missed.size) this.told.state("caught_up", this.missed.size);
    else this.told.state("connected");
    this.missed.clear();
    this.isFirst = false;
  }

  retry(code) {
    this.drop();
    this.unheard = this.isHeard || code !== BROKEN ? 0 : this.unheard + 1;
    if (this.isBlocked) this.askInstead();
    else this.wait(code);
  }

  wait(code) {
    const longest = Math.min(this.longest, FIRST_WAIT * 2 ** this.failures++);
    stillHere(code, this.failures, this.here);
    this.due = Date.now() + FIRST_WAIT + this.random() * (longest - FIRST_WAIT);
    this.countDown();
  }

  countDown() {
    const left = this.due - Date.now();
    if (left <= 0) return this.open();
    this.told.state("waiting", Math.ceil(left / 1000));
    this.timer = setTimeout(() => this.countDown(), Math.min(left, 1000));
  }

  /** What no socket brings. Where this does not answer either, it is the server that is away. */
  async askInstead() {
    this.begin();
    const asked = (this.asked = Symbol());
    const answer = await this.fetch();
    if (asked !== this.asked) return; // dropped, or asked again
    if (!answer) return this.wait(BROKEN);
    this.told.blocked?.(answer.full ? "full" : "proxy");
    this.asks = (this.asks + 1) % ASKS;
    this.timer = setTimeout(() => this.resume(), answer.messages.at(-1)?.type === "more" ? 0 : ASK_EVERY);
    this.read(answer.messages);
  }

  async fetch() {
    const answer = await fetch(this.url(this.ask), { redirect: "manual" }).catch(() => null);
    if (answer?.type === "opaqueredirect" || answer?.status === 404) location.reload();
    return answer?.ok ? answer.json().catch(() => null) : null;
  }

  /** The network or the reader is back: no need to wait any longer. */
  hurry() {
    if (this.timer) this.resume();
  }

  drop() {
    clearTimeout(this.timer);
    clearTimeout(this.deadline);
    this.timer = this.asked = null;
    const socket = this.socket;
    this.socket = null;
    if (socket) socket.close();
  }
}
