// The keyboard: j/k or arrows move through the feed, Enter opens, Esc closes, / filters, p pauses, f fills the screen, r goes to the reports,
// ? helps. Those of one letter can be switched off.

import { singleKeys } from "../single_keys.js";
import { TabStop } from "./tab_stop.js";

export class Keys {
  /** `past`: what steers a replay, where this is one; `lookBack` opens the way to a moment. */
  constructor(list, { reading, filters, screen, help, past, lookBack }) {
    Object.assign(this, { list, reading, past });
    this.stop = new TabStop(list);
    this.letters = {
      j: () => this.step(1),
      k: () => this.step(-1),
      f: () => screen.toggle(),
      p: () => reading.pause(),
      b: lookBack,
      r: () => document.querySelector("[data-tab-name=reports]").click(),
      "/": () => filters.focus(),
      "?": () => help.showModal(),
      ...past?.letters,
    };
    document.addEventListener("keydown", (press) => this.press(press));
  }

  press(press) {
    if (press.ctrlKey || press.metaKey || press.altKey || document.querySelector("dialog[open]")) return;
    if (press.target.closest("input:not([type=range]), select, textarea")) return press.key === "Escape" && press.target.blur();
    const act = this.action(press);
    if (!act) return;
    press.preventDefault();
    act();
  }

  action(press) {
    const isInFeed = this.list.contains(press.target);
    if (isInFeed && press.key === "ArrowDown") return () => this.step(1);
    if (isInFeed && press.key === "ArrowUp") return () => this.step(-1);
    const minutes = { ArrowLeft: -1, ArrowRight: 1 }[press.key];
    if (this.past && minutes && !press.target.closest("[role=tablist], [type=range]")) return () => this.past.step(minutes);
    if (press.key === "Escape") return () => this.reading.leave();
    if (press.key === "Home") return () => this.reading.catchUp();
    const key = press.shiftKey ? press.key : press.key.toLowerCase(); // as with Caps Lock
    return singleKeys() ? this.letters[key] : null;
  }

  step(step) {
    const visited = this.stop.visited;
    const here = document.activeElement.closest?.(".visit") ?? (visited?.isConnected ? visited : null);
    const next = here ? (step > 0 ? here.nextElementSibling : here.previousElementSibling) : this.list.firstElementChild;
    next?.row.button.focus();
  }
}
