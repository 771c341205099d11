// Journeys.

import { stillPage } from "../reports/still_page.js";

stillPage(document.getElementById("page"));
