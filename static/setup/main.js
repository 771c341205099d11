// The set-up page: what arrives and what is refused, as it happens.

import { follow } from "../socket.js";
import { addEvent, addRefused, clearEvents, clearRefused } from "./rows.js";
import "./tabs.js";
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
    arrival.dataset.state = next(arrival.dataset.state, message);
  },
  refused: addRefused,
};

// Test visits show that the way works; only somebody else's visit ends the waiting.
const next = (state, { test, replay }) => {
  if (test) return state === "waiting" ? "tested" : state;
  return state === "visited" || replay ? "visited" : "arrived";
};

follow(page, (message, isFresh) => react[message.type]?.(message, isFresh));
