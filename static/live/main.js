// The live page: one connection, one model, and the parts that show it.

import { showBlocked } from "../blocked.js";
import { showNotices } from "../notices.js";
import { switchSingleKeys } from "../single_keys.js";
import { Announcer } from "./announcer.js";
import { Chime } from "./chime.js";
import { Connection } from "./connection.js";
import { write } from "./elements.js";
import { Feed } from "./feed.js";
import { Filters } from "./filters.js";
import { Goals } from "./goals.js";
import { Held } from "./held.js";
import { Keys } from "./keys.js";
import { Clock } from "./numbers.js";
import { Now } from "./now.js";
import { Older } from "./older.js";
import { Rail } from "./rail.js";
import { Reading } from "./reading.js";
import { Refused } from "./refused.js";
import { Screen } from "./screen.js";
import { Status } from "./status.js";
import { Tabs } from "./tabs.js";
import { Today } from "./today.js";
import { Title } from "./title.js";
import { Visits } from "./visits.js";
import { say } from "./words.js";
import { WorldMap } from "./map.js";
import { lookBack } from "./look_back.js";
import { PastSource } from "./past/source.js";
import { Strip } from "./past/strip.js";

const root = document.getElementById("live");
const part = (id) => document.getElementById(id);
const goals = new Goals();
const page = { clock: new Clock(root.dataset.zone), flags: root.dataset.flags, goals, now };

const isPast = Boolean(root.dataset.past);
const visits = new Visits(isPast ? 20_000 : undefined);
const rail = new Rail(root, page);
const refused = new Refused(root, page);
const status = new Status(part("connection"), root);
const title = new Title(root.dataset.name, { here: root.dataset.iconHere, nobody: root.dataset.iconNobody });
const chime = new Chime(part("goal-sound"));
const announcer = new Announcer(part("announce"), part("announce-skip"), part("announcement"));
const map = new WorldMap(root, page);
const held = new Held(root);
const feed = new Feed(part("feed"), visits, page, { held: (holds) => held.show(holds), sampling: showSampling, filled: showEmpty });
const older = new Older(feed, visits, fetchOlder, now);
const reading = new Reading(feed, older, { top: part("feed-top"), bottom: part("feed-bottom"), pauseButton: part("pause") });
const filters = new Filters(part("filters"), filtered);
const today = new Today(part("today-visitors"), page.clock);
const chosen = new Now(visits, older, filters, { show: showNow, gone: showGone });
const past = isPast ? new Strip(root, page, filters) : null;
const told = {
  messages: take,
  state: (state, number) => status.show(state, number),
  blocked: showBlocked,
  gone: () => location.replace(root.dataset.home),
  moved: (at) => past.moved(at),
  loading: (isLoading) => past.loading(isLoading),
  caughtUp: () => past.caughtUp(),
};
const connection = isPast ? new PastSource(root.dataset.past, told) : new Connection(root.dataset.socket, told, { ask: root.dataset.ask });

part("pill").addEventListener("click", () => reading.catchUp());
part("help-button").addEventListener("click", () => part("help").showModal());
switchSingleKeys(part("single-keys"));
showNotices(root.dataset.notices);
const screen = new Screen(part("screen-button"));
new Tabs(root);
new Keys(part("feed"), { reading, filters, screen, help: part("help"), past, lookBack: lookBack(part("look-back"), filters) });
setInterval(sweep, 5000);

let skew = 0;
begun();

/** By the server's clock; of a moment of the past, by the replay's. */
function now() {
  return isPast ? connection.at : Date.now() - skew;
}

/** With what the page has come with, where that is something. */
function begun() {
  if (isPast) {
    connection.start(filters.query);
    return past.begin(connection, Number(root.dataset.at));
  }
  const first = JSON.parse(part("first")?.textContent ?? "null");
  if (!first) return connection.start(filters.query);
  skew = Date.now() - first.at;
  today.begin(first.messages.at(-1).cursor, first.at);
  connection.startFrom(first.messages, filters.query);
}

/** One frame: the model takes every message, the document hears of it once. */
function take(messages) {
  const changes = { live: [], replayed: [] };
  for (const message of messages) {
    receive(message);
    const change = visits.apply(message);
    if (!change) continue;
    chosen.changed();
    (message.replay ? changes.replayed : changes.live).push(change);
    if (change.moved) hear(message, change);
    if (!change.removed && goals.isNews(change.visit) && !message.replay) chime.ring();
  }
  const isShown = connection.isFresh && messages.at(-1).type === "ready"; // all that there is, by ready()
  if (changes.replayed.length && !isShown) feed.take(changes.replayed, true);
  if (changes.live.length) feed.take(changes.live, false);
}

function receive(message) {
  if (message.type === "hello") begin(message);
  else if (message.type === "presence") chosen.hear(message);
  else if (message.type === "refused") refused.take(message);
  else if (message.type === "ready") ready(message);
  else if (message.type === "goals") knowGoals(message.goals);
  else if (message.before) feed.take(visits.removeBefore(message.before), true); // of a removal, as is the next
  else if (message.upto) feed.take(visits.removeUpto(message.upto), true);
}

function filtered(query) {
  reading.catchUp();
  connection.start(query);
}

function begin(hello) {
  if (connection.isFresh) {
    if (!connection.isFirst) today.forget();
    visits.clear();
    older.begin();
    chosen.forget();
    feed.forget();
  }
  refused.start(hello.refused);
  chosen.hear(hello);
}

/** Those of the rows that are shown already are no news. */
function knowGoals(rules) {
  if (!goals.know(rules)) return;
  for (const visit of visits.all()) goals.isNews(visit);
  feed.redraw();
}

function ready(message) {
  knowGoals(message.goals);
  sweep();
  if (connection.isFresh) chosen.ready(message, now());
  if (connection.isFresh) feed.begin();
  else feed.schedule();
}

function showNow(own, whole) {
  rail.show(own, whole);
  title.show(whole.now);
  map.know(own.countries);
}

function hear(event, { visit }) {
  filters.learn(event);
  today.hear(event);
  if (event.replay) return;
  skew = Date.now() - event.at;
  map.pulse(visit.place.country);
  announcer.hear(event);
}

function sweep() {
  today.look(now());
  const gone = visits.expire(now());
  if (gone.length) chosen.changed();
  if (gone.length) showGone(gone);
}

function showGone(gone) {
  feed.take(gone.map((visit) => ({ visit })), true);
}

async function fetchOlder(before) {
  const query = new URLSearchParams({ ...filters.query, before: connection.point(before), limit: 200 });
  const answer = await fetch(`${root.dataset.events}?${query}`).catch(() => null);
  return answer?.ok ? answer.json() : null;
}

function showSampling(oneOf) {
  write(part("sampling"), oneOf ? say("showing_one_of", { n: oneOf }) : "");
}

function showEmpty(isFilled) {
  reading.look();
  part("empty").hidden = isFilled || filters.isOn;
  part("empty-filtered").hidden = isFilled || !filters.isOn;
}
