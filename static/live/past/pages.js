// Pages of what has happened, from the server: what had been told by a moment, and what came from then on.

export class Pages {
  constructor(address) {
    this.address = address;
  }

  /** Null where there is no answer now. Who is logged out, or has left the site, sees that. */
  async fetch(query) {
    const answer = await fetch(`${this.address}?${new URLSearchParams(query)}`, { redirect: "manual" }).catch(() => null);
    if (answer?.type === "opaqueredirect" || answer?.status === 404) location.reload();
    return answer?.ok ? answer.json().catch(() => null) : null;
  }
}
