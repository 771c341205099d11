// A socket that is refused does not say why. The page's own address does: whoever is logged out is led to the log-in page.

const ENDED = 1008; // logged out, no longer on the site, or the site is gone
const EVERY = 3; // failures between two looks

/** To be told of each end of a socket: loads the page again where its reader may not have it any more. */
export async function stillHere(code, failures, address = location.href) {
  if (code === ENDED) return location.reload();
  if (failures % EVERY) return;
  const answer = await fetch(address, { method: "HEAD", redirect: "manual" }).catch(() => null);
  if (answer?.type === "opaqueredirect" || answer?.status === 404) location.reload();
}
