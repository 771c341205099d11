// When the next of the visits that the filters choose does something: in what has been fetched, else page after page of what came later.

const FAR = 3_600_000; // ms of one page
const SOON = 1000; // ms: what comes by itself in a moment is not the next
const PAGES = 100; // of a busy site seconds; then whoever watches says whether to look further

/** `is`: "found" at `at`; "none"; "further": not up to `at`. `ahead`: a Selection that may be used up; `due`: what has been fetched up to
 *  `until` and comes after the moment `after`. */
export async function nextChosen({ ahead, due, after, until }, fetchOn, goesOn) {
  const isNext = (message) => ahead.take(message).length > 0 && message.type === "event" && message.at > after + SOON;
  let next = due.find(isNext);
  let since = until;
  for (let page = 0; !next && page < PAGES; page += 1) {
    const answer = await fetchOn(since, since + FAR);
    if (!answer || !goesOn()) return { is: "none" };
    next = answer.messages.find(isNext) ?? comesNow(answer);
    if (!next && isOver(answer)) return { is: "none" };
    since = answer.next ?? answer.until;
  }
  return next ? { is: "found", at: next.at } : { is: "further", at: since };
}

/** What is so young that it is not told yet: there the replay comes to now. */
function comesNow({ is_now, next }) {
  return is_now && next ? { at: next } : null;
}

function isOver(answer) {
  return answer.is_now || (!answer.messages.length && !answer.next);
}
