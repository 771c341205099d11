// The list of alerts: whether this browser shows them.

import { switchNotices } from "../notices.js";

const section = document.getElementById("notices");
if ("Notification" in globalThis) {
  section.hidden = false;
  switchNotices(section.querySelector("input"), section.querySelector("[data-denied]"));
}
