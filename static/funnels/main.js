// A funnel: the server draws each state; here it changes without a reload, and answers to the keyboard.

import { Calendar } from "../reports/calendar.js";
import { FilterBox } from "../reports/filter.js";
import { Keys } from "../reports/keys.js";
import { Pages } from "../reports/pages.js";
import { switchSingleKeys } from "../single_keys.js";

const root = document.getElementById("page");
const help = document.getElementById("help");
const pages = new Pages(root, () => {});

new Calendar(root);
new FilterBox(pages);
new Keys(root, help);
switchSingleKeys(document.getElementById("single-keys"));

const helpButton = document.getElementById("help-button");
helpButton.hidden = false;
helpButton.addEventListener("click", () => help.showModal());
addEventListener("popstate", () => pages.come());
