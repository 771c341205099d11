// A site's reports: the server draws each state; here they change without a reload, move, and answer to the keyboard.

import { Calendar } from "./calendar.js";
import { Chart } from "./chart.js";
import { FilterBox } from "./filter.js";
import { Jump } from "./jump.js";
import { Keys } from "./keys.js";
import { CountryMap } from "./map.js";
import { Moving } from "./moving.js";
import { Pages } from "./pages.js";
import { Sheet } from "./sheet.js";
import { switchSingleKeys } from "../single_keys.js";

const root = document.getElementById("page");
const help = document.getElementById("help");
const pages = new Pages(root, shown);
const map = new CountryMap(root, (address) => pages.go(address));
const sheet = new Sheet(pages, root.dataset);
const jump = new Jump(root);
const moving = new Moving(root, () => pages.again(freshen));

new Calendar(root);
new Chart(root);
new FilterBox(pages);
new Keys(root, help);
switchSingleKeys(document.getElementById("single-keys"));
map.shown();
pages.rest();

const helpButton = document.getElementById("help-button");
helpButton.hidden = false;
helpButton.addEventListener("click", () => help.showModal());

addEventListener("popstate", () => {
  if (!pages.isHere(location.href)) return sheet.show(location.href);
  if (!sheet.dialog.open) return pages.come();
  sheet.close();
});

function shown() {
  map.shown();
  jump.shown();
  moving.shown();
}

/** A number that has changed by itself is seen to. */
function freshen(element) {
  if (!element.matches(".figure, .lines td:nth-child(2), .reasons td")) return;
  element.classList.remove("fresh");
  void element.offsetWidth;
  element.classList.add("fresh");
}
