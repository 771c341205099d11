// A page with a period and filters above it: the server draws each state; here it changes without a reload, and answers to
// the keyboard.

import { switchSingleKeys } from "../single_keys.js";
import { Calendar } from "./calendar.js";
import { FilterBox } from "./filter.js";
import { Keys } from "./keys.js";
import { Pages } from "./pages.js";

/** `shown` is called when another state is there. */
export function stillPage(root, shown = () => {}) {
  const help = document.getElementById("help");
  const pages = new Pages(root, shown);
  new Calendar(root);
  new FilterBox(pages);
  new Keys(root, help);
  switchSingleKeys(document.getElementById("single-keys"));
  const button = document.getElementById("help-button");
  button.hidden = false;
  button.addEventListener("click", () => help.showModal());
  addEventListener("popstate", () => pages.come());
}
