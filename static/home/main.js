// The list of sites: who is there now and today's figures, as they change.

import { follow } from "../socket.js";
import { Hours } from "./hours.js";
import { Order } from "./order.js";
import { holdPins } from "./pins.js";
import { Rows } from "./rows.js";
import { Search } from "./search.js";

const page = document.getElementById("sites");
const order = new Order(page.querySelector("#counted"), page.dataset.by);
const hours = new Hours(page);
const search = new Search(document.getElementById("sought"), page);
const rows = new Rows(page, () => {
  order.soon();
  hours.again();
  search.again();
});

holdPins(page, order);
follow(page, (told) => rows.take(told), page.dataset.here);
