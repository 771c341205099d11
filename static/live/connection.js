// One WebSocket that comes back by itself and resumes after the last cursor it has seen.

import { stillHere } from "../still_here.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 5000;
const FAR = 10_000; // rows of the log: who has missed more, as a machine that slept, gets the newest instead of all of them

/** `told` hears: messages(list), state(name, seconds or visits), gone() of the whole site. Names: connecting, connected, waiting, caught_up. */
export class Connection {
  constructor(address, told, { random = Math.random } = {}) {
    this.address = address;
    this.told = told;
    this.random = random;
    this.query = {};
    this.cursor = null;
    this.failures = 0;
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
  }

  /** Starts afresh with these filters: no cursor, so the backlog comes again. */
  start(query) {
    this.query = query;
    this.cursor = null;
    this.failures = 0;
    this.open();
  }

  open() {
    this.drop();
    const socket = new WebSocket(this.url());
    this.socket = socket;
    this.isFresh = this.cursor === null;
    this.missed = new Set();
    socket.onmessage = (frame) => socket === this.socket && this.read(frame.data);
    socket.onclose = ({ code }) => socket === this.socket && this.retry(code);
  }

  url() {
    const url = new URL(this.address, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    for (const [name, value] of Object.entries(this.query)) if (value) url.searchParams.set(name, value);
    if (this.cursor !== null) url.searchParams.set("cursor", this.cursor);
    return url;
  }

  read(text) {
    const messages = JSON.parse(text);
    for (const message of messages) this.follow(message);
    this.told.messages(messages);
  }

  follow(message) {
    if (message.type === "hello") return this.greeted(message);
    if (message.type === "removal" && message.visit === "0") return this.end(); // the whole site
    if (message.cursor !== undefined) this.cursor = message.cursor;
    if (message.replay && message.visit) this.missed.add(message.visit);
    if (message.type === "ready") this.isReady();
  }

  /** Its cursor is not taken: the backlog up to it has yet to come. */
  greeted(hello) {
    this.failures = 0;
    if (!this.isFresh && hello.cursor - this.cursor > FAR) this.start(this.query);
  }

  end() {
    this.drop();
    this.told.gone();
  }

  isReady() {
    if (!this.isFresh && this.missed.size) this.told.state("caught_up", this.missed.size);
    else this.told.state("connected");
    this.missed.clear();
  }

  retry(code) {
    this.socket = null;
    const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.failures++);
    stillHere(code, this.failures);
    this.due = Date.now() + FIRST_WAIT + this.random() * (longest - FIRST_WAIT);
    this.countDown();
  }

  countDown() {
    const left = this.due - Date.now();
    if (left <= 0) return this.open();
    this.told.state("waiting", Math.ceil(left / 1000));
    this.timer = setTimeout(() => this.countDown(), Math.min(left, 1000));
  }

  /** The network or the reader is back: no need to wait any longer. */
  hurry() {
    if (this.timer) this.open();
  }

  drop() {
    clearTimeout(this.timer);
    this.timer = null;
    const socket = this.socket;
    this.socket = null;
    if (socket) socket.close();
  }
}
