// What is in the way of a live connection, where the server can still be asked: the page has a notice for each reason.

/** "proxy", "full", or "" for nothing. */
export const showBlocked = (why) => {
  for (const notice of document.querySelectorAll("[data-blocked]")) notice.hidden = notice.dataset.blocked !== why;
};
