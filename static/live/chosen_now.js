// Who is here and what the last half hour was, of the visits that a filter selects: from those that the page knows, as the
// server says it of all. Pure: no document, no clock of its own.

import { isGone, isPageview, origin } from "./visit.js";

const MINUTE = 60_000;
const MINUTES = 30;
const LISTED = 50;

/** `others`: so many are here that the page knows nothing else of. `oneOf`: each visit stands for so many. */
export function chosenNow(visits, others, minuteAt, oneOf = 1) {
  const since = minuteAt - (MINUTES - 1) * MINUTE;
  const here = visits.filter((visit) => !isGone(visit) && visit.events.some((event) => !event.test));
  const lately = visits.filter((visit) => visit.at >= since);
  return {
    now: here.length * oneOf + others,
    here: most(here.map((visit) => visit.pages.at(-1)?.path), oneOf),
    minutes: minutesOf(lately, since).map((count) => count * oneOf),
    minute_at: minuteAt,
    countries: Object.fromEntries(most(lately.map((visit) => visit.place.country), oneOf)),
    sources: Object.fromEntries(most(lately.map((visit) => origin(visit).source), oneOf)),
  };
}

function most(words, oneOf) {
  const counts = new Map();
  for (const word of words) if (word) counts.set(word, (counts.get(word) ?? 0) + oneOf);
  return [...counts].sort(([, a], [, b]) => b - a).slice(0, LISTED);
}

function minutesOf(visits, since) {
  const counts = Array(MINUTES).fill(0);
  for (const visit of visits) {
    for (const event of visit.events) {
      const minute = Math.floor((event.at - since) / MINUTE);
      if (isPageview(event) && minute >= 0) counts[Math.min(minute, MINUTES - 1)] += 1;
    }
  }
  return counts;
}
