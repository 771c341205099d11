// What says that the feed holds still: a line on top of it, why, and the way on, with what waits there.

import { write } from "./elements.js";
import { say } from "./words.js";

const REASONS = { selected: "held_selected", opened: "held_opened", scrolled: "held_scrolled", pointed: "held_pointed", keyed: "held_keyed" };

export class Held {
  constructor(root) {
    this.root = root;
    for (const name of ["pill", "held-by"]) this[name] = root.querySelector(`#${name}`);
  }

  /** Only what keeps something back is told: a pointer that crosses the feed is none. */
  show({ waiting, began, moved, reasons }) {
    this.root.classList.toggle("held", waiting > 0);
    this.pill.hidden = !waiting && !reasons.has("scrolled");
    write(this.pill.firstElementChild, this.words(began.size, moved.size));
    write(this["held-by"], waiting && !reasons.has("paused") ? this.reason(reasons) : "");
  }

  words(began, moved) {
    if (began) return say("new_visits", { n: began });
    return moved ? say("updates", { n: moved }) : say("newest");
  }

  reason(reasons) {
    const name = Object.keys(REASONS).find((each) => reasons.has(each));
    return name ? say(REASONS[name]) : "";
  }
}
