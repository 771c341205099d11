// The live connection of a page that has a list of its own: what it says, and the light in the bar.

import { showBlocked } from "./blocked.js";
import { Connection } from "./live/connection.js";

const LONGEST = 15_000; // ms: these pages are open for long, and many of them at once
const light = document.getElementById("connection");

/** `react` is called with each message, and whether all that came before is void; `page` says where they come from: data-socket,
 * data-ask; with data-log and data-cursor it goes on from there. */
export const follow = (page, react, here) => {
  const { socket, ask } = page.dataset;
  const told = {
    messages: (messages) => messages.forEach((message) => react(message, connection.isFresh)),
    state: (state, number) => show(state, page.dataset, number),
    blocked: showBlocked,
    gone: () => location.reload(),
  };
  const connection = new Connection(socket, told, { ask, here, longest: LONGEST });
  if (page.dataset.cursor) Object.assign(connection, { log: page.dataset.log, cursor: Number(page.dataset.cursor) }).resume();
  else connection.start({});
};

const show = (state, words, number) => {
  const word = { asking: words.asking?.replace("{n}", number), waiting: words.reconnecting };
  light.dataset.state = { asking: "asking", waiting: "reconnecting" }[state] ?? "connected";
  light.querySelector(".word").textContent = word[state] ?? words.connected;
};
