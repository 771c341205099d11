// The set-up page: what arrives and what is refused, as it happens.

import { follow } from "../socket.js";
import { addEvent, addRefused, clearEvents, clearRefused } from "./rows.js";
import "./tabs.js";
import { watchTestVisits } from "./test_visit.js";
import "./warnings.js";

const page = document.getElementById("setup");
const arrival = document.getElementById("arrival");

const react = {
  hello: (message, isFresh) => {
    if (isFresh) clearEvents();
    clearRefused();
    message.refused.forEach(addRefused);
  },
  event: (message) => {
    addEvent(message);
    move(message);
  },
  refused: addRefused,
};

// Test visits show that the way works; only somebody else's visit ends the waiting.
const next = (state, { test, replay }) => {
  if (test) return state === "waiting" ? "tested" : state;
  return state === "visited" || replay ? "visited" : "arrived";
};

// One button is left to press then: the one that leads to the visits.
const move = (message) => {
  arrival.dataset.state = next(arrival.dataset.state, message);
  if (!["arrived", "visited"].includes(arrival.dataset.state)) return;
  for (const each of page.querySelectorAll("[data-copy].primary")) each.classList.remove("primary");
};

watchTestVisits(() => move({ test: true }));
follow(page, (message, isFresh) => react[message.type]?.(message, isFresh));
