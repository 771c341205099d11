// A shared live view: one row for each page that is opened, and how many are there. Only to be looked at.

import { Connection } from "../live/connection.js";
import { write } from "../live/elements.js";
import { Feed } from "../live/feed.js";
import { Minutes, total } from "../live/minutes.js";
import { Clock, exact, short } from "../live/numbers.js";
import { Screen } from "../live/screen.js";
import { Status } from "../live/status.js";
import { Title } from "../live/title.js";
import { Visits } from "../live/visits.js";
import { say } from "../live/words.js";

const root = document.getElementById("live");
const part = (id) => document.getElementById(id);
const clock = new Clock(root.dataset.zone);
const visits = new Visits();
const minutes = new Minutes(root, clock);
const status = new Status(part("connection"), root);
const title = new Title(root.dataset.name, { here: root.dataset.iconHere, nobody: root.dataset.iconNobody });
const feed = part("feed") && new Feed(part("feed"), visits, { clock, flags: root.dataset.flags }, {
  held: () => {},
  sampling: () => {},
  filled: (isFilled) => (part("empty").hidden = isFilled),
});
new Screen(part("screen-button"));

const take = (messages) => {
  const changes = messages.map(receive).filter(Boolean);
  const isReplay = messages.at(-1)?.type === "ready";
  if (isReplay && connection.isFresh) feed?.begin();
  else if (changes.length) feed?.take(changes, isReplay);
};

const receive = (message) => {
  if (message.type === "hello" && connection.isFresh) forget();
  if (message.minutes) show(message);
  if (message.before) feed?.take(visits.removeBefore(message.before), true);
  return visits.apply(message);
};

const forget = () => {
  visits.clear();
  feed?.forget();
};

const show = (now) => {
  write(part("number"), now.beyond ? `≈ ${short(now.now)}` : short(now.now));
  part("number").title = exact(now.now);
  write(part("noun"), say("visitors_now", { count: now.now }));
  const seen = total(now.minutes);
  write(part("sum"), say("pageviews_in_30", { n: short(seen), count: seen }));
  minutes.draw(now.minutes, now.minutes, now.minute_at);
  title.show(now.now);
};

const told = { messages: take, state: (state, number) => status.show(state, number), gone: () => location.replace(root.dataset.gone) };
const connection = new Connection(root.dataset.socket, told, { ask: root.dataset.ask });
const first = JSON.parse(part("first").textContent);
setInterval(() => feed?.take(visits.expire(Date.now()).map((visit) => ({ visit })), true), 5000);
connection.startFrom(first.messages, {});
