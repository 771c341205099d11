// What the socket tells goes into the rows; a site that has its first visit, or is new here, gets a row as the server draws it.

import { fetchPage } from "../fetched_page.js";

export class Rows {
  constructor(page, changed) {
    Object.assign(this, { page, changed, asking: null });
    this.counted = page.querySelector("#counted");
  }

  /** One message: figures of a site, who is there, or the sum of all. */
  take(told) {
    if (told.id === 0) return sum(told);
    const row = this.page.querySelector(`[data-site="${told.id}"]`);
    const waits = row && row.parentElement !== this.counted;
    if (!row || (waits && told.waiting === false)) this.ask();
    else if (!waits) this.change(row, told);
  }

  change(row, told) {
    fill(row, told);
    if ("bars" in told) figures(row, told);
    else row.dataset.now = told.count;
    this.changed();
  }

  /** The page once more, for the rows that are not in it yet. */
  ask() {
    this.asking ??= fetchPage(location.href).then((fresh) => fresh && this.join(fresh)).finally(() => (this.asking = null));
  }

  join(fresh) {
    for (const row of fresh.querySelectorAll("#counted > li, #waiting li")) this.adopt(row);
    for (const id of ["counted", "waiting"]) this.page.querySelector(`#${id}`).hidden = !this.page.querySelector(`#${id} li`);
    this.page.querySelector(".bars-key").hidden = this.counted.hidden;
    this.changed();
  }

  adopt(row) {
    const list = row.parentElement.id ? this.counted : this.page.querySelector("#waiting ul");
    const known = this.page.querySelector(`[data-site="${row.dataset.site}"]`);
    if (known?.parentElement === list) return;
    known?.remove();
    list.append(document.adoptNode(row));
  }
}

/** How many are there stands in the tab, too. */
function sum(told) {
  document.title = document.title.replace(/^(\(\d+\) )?/, told.count ? `(${told.count}) ` : "");
  const sums = document.getElementById("sums");
  if (!sums) return;
  fill(sums, told);
  sums.querySelector("[data-direction]").dataset.direction = told.direction;
}

function fill(element, told) {
  for (const slot of element.querySelectorAll("[data-slot]")) {
    const text = told[slot.dataset.slot];
    if (text !== undefined && slot.textContent !== text) slot.textContent = text;
  }
}

function figures(row, told) {
  Object.assign(row.dataset, { today: told.count, hours: told.hours, before: told.before, end: told.end });
  row.querySelector("[data-direction]").dataset.direction = told.direction;
  row.querySelector("[data-slot=today]").title = told.today_exact;
  const chart = row.querySelector(".sparkline");
  chart.setAttribute("aria-label", told.bars_text);
  chart.querySelector(".bars").setAttribute("d", told.bars);
  chart.querySelector(".running").setAttribute("d", told.running);
  chart.querySelector("polyline").setAttribute("points", told.line);
  chart.querySelector(".midnight").setAttribute("d", `M${told.midnight * 10 - 1} 37v3`);
}
