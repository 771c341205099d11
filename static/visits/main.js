// The list of visits, whose lines open in their place.

import { stillPage } from "../reports/still_page.js";
import { Opening } from "./opening.js";

const root = document.getElementById("page");
const opening = new Opening(root);
stillPage(root, () => opening.close());
