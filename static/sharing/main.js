// A shared report: each state comes without a reload; nothing follows the site, the page is loaded again instead.

import { Chart } from "../reports/chart.js";
import { CountryMap } from "../reports/map.js";
import { Pages } from "../reports/pages.js";

/** Where too many have asked just now, what is there stays until it is asked again. */
class PatientPages extends Pages {
  put(page, changed) {
    if (page.querySelector("#report")) super.put(page, changed);
  }
}

const root = document.getElementById("page");
const pages = new PatientPages(root, () => map.shown());
const map = new CountryMap(root, (address) => pages.go(address));

new Chart(root);
map.shown();
pages.rest();
addEventListener("popstate", () => pages.come());
