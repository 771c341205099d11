// Tracker below a path of your own site, by a worker of a CDN (Cloudflare's, or any that has its
// shape): route shop.example/stats-x/* to it.
//
// Replace what stands in capitals. In Tracker's environment file TRUSTED_PROXIES names the networks
// that the CDN asks from, else all visitors are one. Who may run workers there could then name any
// address for a hit of theirs. The tests of Tracker run this very file.

const SERVER = "https://stats.example.com";
const PATH = "/stats-x/";
const SCRIPT = "app.js"; // a dull word: blockers know "stats" and "track"
const VISITOR = "cf-connecting-ip"; // the header in which your CDN names the visitor's address

// What pages send, and the names of other products' trackers; nothing else of Tracker.
const PASSED =
  /^(?:visit\/.+|(?:count|count\.v\d|script|matomo|piwik)\.js|js\/[^/]+\.js|count|(?:matomo|piwik)\.php|api\/(?:event|send|batch))$/;
// Who is logged in at your site is no business of Tracker's.
const KEPT_BACK = ["cookie", "authorization", "forwarded", "x-forwarded-for", "x-real-ip", "host"];

export default {
  async fetch(request) {
    const { pathname, search } = new URL(request.url);
    const asked = pathname.startsWith(PATH) ? pathname.slice(PATH.length) : "";
    const path = asked === SCRIPT ? "beacon.js" : PASSED.test(asked) && asked;
    if (!path) return new Response("Not found", { status: 404 });
    const headers = new Headers(request.headers);
    const visitor = headers.get(VISITOR);
    for (const name of KEPT_BACK) headers.delete(name);
    if (visitor) headers.set("x-forwarded-for", visitor);
    headers.set("x-forwarded-proto", "https");
    const sends = request.method !== "GET" && request.method !== "HEAD";
    const body = sends ? await request.arrayBuffer() : undefined;
    return fetch(`${SERVER}/${path}${search}`, { method: request.method, headers, body, redirect: "manual" });
  },
};
