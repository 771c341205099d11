// Sends a test visit from a frame of this page: the real script, by the way that every visit takes.

import { wordsOf } from "../refusal_groups.js";

const PATIENCE = 10_000; // ms until silence is said

const form = document.getElementById("test-visit");
const said = document.getElementById("test-said");
let frame;
let waiting;

/** Calls `arrived` when one has arrived. */
export const watchTestVisits = (arrived) => {
  if (!form) return; // Viewers send none.
  form.target = "test-visit-frame";
  form.addEventListener("submit", begin);
  addEventListener("message", ({ data, source }) => {
    if (!frame || source !== frame.contentWindow || !data.testVisit) return;
    clearTimeout(waiting);
    say(outcome(data.testVisit));
    if (data.testVisit === "taken") arrived();
  });
};

// A new frame each time: in an old one the page would be one more step of the way back.
const begin = () => {
  frame?.remove();
  frame = document.createElement("iframe");
  frame.name = form.target;
  frame.title = form.textContent;
  frame.hidden = true;
  form.after(frame);
  say({});
  clearTimeout(waiting);
  waiting = setTimeout(() => say({ text: form.dataset.silent, trouble: true }), PATIENCE);
};

const outcome = (answer) => {
  const { arrived, refused, bot, busy, unreachable } = form.dataset;
  if (answer === "taken") return { text: arrived };
  if (answer === "unreachable") return { text: unreachable, trouble: true };
  if (answer === "busy") return { text: busy, trouble: true };
  const { what = answer, remedy = "" } = wordsOf(answer);
  return { text: `${refused} ${what}. ${answer === "bot" ? bot : remedy}`, trouble: true };
};

const say = ({ text = "", trouble = false }) => {
  said.textContent = text;
  said.hidden = !text;
  said.classList.toggle("warn", trouble);
};
