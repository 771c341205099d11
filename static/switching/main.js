// The page "Switching": what comes through each tracker, as it comes. The server draws the figures; whenever something has
// arrived or was refused, they are fetched anew.

import { fetchPage } from "../fetched_page.js";
import { follow } from "../socket.js";

const BETWEEN = 400; // ms: many hits are one question
const page = document.getElementById("lines");
let waiting;

const refresh = async () => {
  const found = await fetchPage(location.pathname);
  waiting = undefined;
  for (const part of found?.querySelectorAll("[data-came]") ?? []) {
    const here = document.querySelector(`[data-came="${CSS.escape(part.dataset.came)}"]`);
    if (here && here.textContent !== part.textContent) here.replaceChildren(...part.childNodes);
  }
};

const react = ({ type }) => {
  if (type === "event" || type === "refused" || type === "hello") waiting ??= setTimeout(refresh, BETWEEN);
};

follow(page, react);
