// Rows of the two lists, newest on top.

const MOST = { event: 5, refused: 20 };
const page = document.getElementById("setup");
const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: page.dataset.zone });

export const addEvent = (event) => {
  const names = document.getElementById("names").content;
  const known = names.querySelector(`[data-name="${CSS.escape(event.name)}"]`);
  const place = [event.place.city, event.place.country].filter(Boolean).join(", ");
  add("event", event.at, {
    name: known?.textContent ?? event.name,
    page: event.host + event.path,
    about: [place, event.source, event.browser, event.system].filter(Boolean).join(" · "),
  });
};

export const addRefused = (refusal) => {
  const row = add("refused", refusal.at, {
    what: refusal.what,
    detail: refusal.detail,
    remedy: refusal.remedy,
    host: refusal.host ?? "",
  });
  const form = row.querySelector("form");
  form.hidden = !refusal.host;
  form.elements.host.value = refusal.host ?? "";
};

export const clearRefused = () => document.getElementById("refused").replaceChildren();

const LISTS = { event: "events", refused: "refused" };

const add = (kind, at, texts) => {
  const list = document.getElementById(LISTS[kind]);
  const row = document.getElementById(`${kind}-row`).content.firstElementChild.cloneNode(true);
  const time = row.querySelector("time");
  time.dateTime = new Date(at).toISOString();
  time.textContent = clock.format(at);
  for (const slot of row.querySelectorAll("[data-slot]")) slot.textContent = texts[slot.dataset.slot];
  list.prepend(row);
  while (list.children.length > MOST[kind]) list.lastElementChild.remove();
  document.getElementById(`${list.id}-section`).hidden = false;
  return row;
};
