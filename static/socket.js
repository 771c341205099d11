// A socket that comes back: from the last cursor, a little later each time, and not all pages at once.

import { stillHere } from "./still_here.js";

const LONGEST = 15_000; // ms
const light = document.getElementById("connection");

export const follow = (path, react, words) => {
  let cursor = "";
  let failures = 0;

  const connect = () => {
    const address = new URL(path, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    if (cursor) address.searchParams.set("cursor", cursor);
    const socket = new WebSocket(address);
    socket.onopen = () => {
      failures = 0;
      show("connected", words.connected);
    };
    socket.onmessage = ({ data }) => {
      for (const message of JSON.parse(data)) {
        react(message);
        // Not hello's: what lies before that cursor has yet to come.
        if (message.cursor && message.type !== "hello") cursor = message.cursor;
      }
    };
    socket.onclose = ({ code }) => {
      show("reconnecting", words.reconnecting);
      const wait = Math.min(500 * 2 ** failures++, LONGEST);
      stillHere(code, failures, words.asks);
      setTimeout(connect, wait * (0.5 + Math.random() / 2));
    };
  };

  connect();
};

const show = (state, word) => {
  light.dataset.state = state;
  light.querySelector(".word").textContent = word;
};
