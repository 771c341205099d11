// Plays the CDN around a worker: node edge.mjs PORT WORKER PAGE. It names the visitor as CDNs do,
// whom a header of the test plays, and serves the shop's own page beside the worker's route.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const [port, file, page] = process.argv.slice(2);
const { default: worker } = await import(pathToFileURL(file));

const bodyOf = async (asked) => {
  const pieces = [];
  for await (const piece of asked) pieces.push(piece);
  return Buffer.concat(pieces);
};

const answerOf = async (asked) => {
  if (!asked.url.startsWith("/stats-x/")) return new Response(readFileSync(page), { headers: { "content-type": "text/html" } });
  const { host, connection, "transfer-encoding": _, "content-length": __, ...headers } = asked.headers;
  headers["cf-connecting-ip"] = headers["x-forwarded-for"] ?? asked.socket.remoteAddress;
  const body = ["GET", "HEAD"].includes(asked.method) ? undefined : await bodyOf(asked);
  return worker.fetch(new Request(`http://${host}${asked.url}`, { method: asked.method, headers, body }));
};

createServer(async (asked, given) => {
  const answer = await answerOf(asked);
  const headers = Object.fromEntries(answer.headers);
  delete headers["content-encoding"]; // fetch has unpacked it
  delete headers["content-length"];
  given.writeHead(answer.status, headers);
  given.end(Buffer.from(await answer.arrayBuffer()));
}).listen(Number(port), "127.0.0.1");
