// The list of sites: who is there now and today's figures, as they change.

import { follow } from "./socket.js";

const list = document.getElementById("sites");

const change = (told) => {
  const row = list.querySelector(`[data-site="${told.id}"]`);
  if (!row) return;
  for (const slot of row.querySelectorAll("[data-slot]")) {
    const text = told[slot.dataset.slot];
    if (text !== undefined && slot.textContent !== text) slot.textContent = text;
  }
  if ("bars" in told) figures(row, told);
};

const figures = (row, told) => {
  row.dataset.waiting = told.waiting;
  row.querySelector("[data-direction]").dataset.direction = told.direction;
  row.querySelector("[data-slot=today]").title = told.today_exact;
  const chart = row.querySelector(".sparkline");
  chart.setAttribute("aria-label", told.bars_text);
  chart.querySelector("title").textContent = told.bars_text;
  chart.querySelectorAll("rect").forEach((bar, hour) => {
    bar.setAttribute("y", 36 - told.bars[hour]);
    bar.setAttribute("height", told.bars[hour]);
  });
};

follow(list, change, list.dataset.here);
