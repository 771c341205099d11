// The list of sites: who is there now and today's figures, as they change.

import { follow } from "./socket.js";

const list = document.getElementById("sites");
const written = new Intl.NumberFormat(document.documentElement.lang);

const change = (told) => {
  const row = list.querySelector(`[data-site="${told.id}"]`);
  if (!row) return;
  if ("bars" in told) Object.assign(row.dataset, { today: told.count, yesterday: told.yesterday });
  else row.dataset.now = told.count;
  for (const slot of row.querySelectorAll("[data-slot]")) {
    const text = told[slot.dataset.slot];
    if (text !== undefined && slot.textContent !== text) slot.textContent = text;
  }
  if ("bars" in told) figures(row, told);
  sum();
};

/** What stands above the list is the sum of its rows, and how many are there stands in the tab. */
const sum = () => {
  const of = (name) => [...list.children].reduce((all, row) => all + Number(row.dataset[name]), 0);
  const now = of("now");
  document.title = document.title.replace(/^(\(\d+\) )?/, now ? `(${now}) ` : "");
  for (const number of document.querySelectorAll("[data-sum]")) number.textContent = written.format(of(number.dataset.sum));
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
  chart.querySelector("polyline").setAttribute("points", told.before.map((height, hour) => `${hour * 10 + 4},${36 - height}`).join(" "));
  chart.querySelector("path").setAttribute("d", `M${told.midnight * 10 - 1} 37v3`);
};

sum();
follow(list, change, list.dataset.here);
