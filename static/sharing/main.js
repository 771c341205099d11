// A shared report: each state comes without a reload; nothing follows the site, the page is loaded again instead.

import { Chart } from "../reports/chart.js";
import { CountryMap } from "../reports/map.js";
import { Pages } from "../reports/pages.js";

const root = document.getElementById("page");
const pages = new Pages(root, () => map.shown());
const map = new CountryMap(root, (address) => pages.go(address));

new Chart(root);
map.shown();
pages.rest();
addEventListener("popstate", () => pages.come());
