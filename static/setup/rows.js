// Rows of the two lists, newest on top; the same refusal again is counted in its row.

import { inWords, RefusalGroups } from "../refusal_groups.js";

const MOST_EVENTS = 5;
const MOST_REFUSED = 20;
const page = document.getElementById("setup");
const language = document.documentElement.lang || "en";
const clock = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { timeStyle: "medium", timeZone: page.dataset.zone });
const countries = new Intl.DisplayNames(language, { type: "region", fallback: "code" });
const exact = new Intl.NumberFormat(language);
const groups = new RefusalGroups(MOST_REFUSED);

export const addEvent = (event) => {
  const place = [event.place.city, countryName(event.place.country)].filter(Boolean).join(", ");
  const row = begin("event", "events");
  write(row, event.at, {
    name: said("name", event.name),
    page: event.host + event.path,
    about: [place, said("source", event.source), event.browser, event.system].filter(Boolean).join(" · "),
  });
  const list = row.parentElement;
  while (list.children.length > MOST_EVENTS) list.lastElementChild.remove();
};

export const addRefused = (message) => {
  const refusal = inWords(message);
  const group = groups.add(refusal);
  group.row ??= beginRefused(refusal);
  write(group.row, refusal.at, {
    what: refusal.what,
    count: group.count > 1 ? `× ${exact.format(group.count)}` : "",
    detail: refusal.detail,
    remedy: refusal.remedy,
  });
  for (const { row } of groups.trim()) row.remove();
};

export const clearEvents = () => document.getElementById("events").replaceChildren();

export const clearRefused = () => {
  groups.clear();
  document.getElementById("refused").replaceChildren();
};

/** What the server keeps in English, in the reader's words. */
const said = (kind, kept) => {
  const names = document.getElementById("names").content;
  return names.querySelector(`[data-${kind}="${CSS.escape(kept ?? "")}"]`)?.textContent ?? kept;
};

const countryName = (code) => {
  try {
    return code && countries.of(code);
  } catch {
    return code; // not a code that the browser knows
  }
};

const beginRefused = ({ host }) => {
  const row = begin("refused", "refused");
  const form = row.querySelector("form");
  form.hidden = !host || form.dataset.may === "false";
  form.elements.host.value = host ?? "";
  form.action = new URL(form.action).pathname + location.search; // back to the guide that was chosen
  form.querySelector("[data-slot=host]").textContent = host ?? "";
  return row;
};

const begin = (kind, id) => {
  const row = document.getElementById(`${kind}-row`).content.firstElementChild.cloneNode(true);
  document.getElementById(id).prepend(row);
  document.getElementById(`${id}-section`).hidden = false;
  return row;
};

const write = (row, at, texts) => {
  const time = row.querySelector("time");
  time.dateTime = new Date(at).toISOString();
  time.textContent = clock.format(at);
  for (const [name, text] of Object.entries(texts)) row.querySelector(`[data-slot=${name}]`).textContent = text;
};
