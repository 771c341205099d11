// The first page's feed: visits to the demo site as they happen, newest on top. Only to be looked at.

import { Connection } from "./live/connection.js";
import { write } from "./live/elements.js";
import { Feed } from "./live/feed.js";
import { Clock, exact, short } from "./live/numbers.js";
import { Visits } from "./live/visits.js";

const SHOWN = 6; // as demo.css has room for

const root = document.getElementById("demo");
const number = document.getElementById("number");
const hasBeenVisited = !root.hidden; // then its place is kept, so that nothing jumps
const visits = new Visits();
const page = { clock: new Clock(root.dataset.zone), flags: root.dataset.flags };
const feed = new Feed(document.getElementById("feed"), visits, page, {
  held: () => {},
  sampling: () => {},
  filled: (isFilled) => (root.hidden = !isFilled && !hasBeenVisited), // nothing to look at: nothing there
}, SHOWN);

const take = (messages) => {
  for (const message of messages) {
    if (message.type === "hello" && connection.isFresh) begin();
    if (message.now !== undefined) showNumber(message.now);
    const change = visits.apply(message);
    if (change) feed.take([change], Boolean(message.replay));
  }
};

const begin = () => {
  visits.clear();
  feed.forget();
  feed.schedule();
};

const showNumber = (now) => {
  write(number, short(now));
  number.title = exact(now);
};

const told = { messages: take, state: () => {}, gone: () => root.remove() };
const connection = new Connection(root.dataset.socket, told, { ask: root.dataset.ask });
connection.start({});
