// The keyboard: what has data-press is pressed by that key. / opens the filters, ? the help, l the live view.

import { singleKeys } from "../single_keys.js";

export class Keys {
  constructor(root, help) {
    Object.assign(this, { root, help });
    document.addEventListener("keydown", (press) => this.press(press));
  }

  press(press) {
    if (press.ctrlKey || press.metaKey || press.altKey || document.querySelector("dialog[open]")) return;
    if (press.target.closest("input, select, textarea, [contenteditable]")) return;
    if (press.key.length === 1 && !singleKeys()) return;
    if (press.key === "?") return this.help.showModal();
    if (press.key.startsWith("Arrow") && press.target.closest(".menu[open], [tabindex], .calendar")) return;
    const key = press.key === "/" ? "Slash" : press.key;
    const found = document.querySelector(`[data-press="${CSS.escape(key)}"]`);
    if (!found) return;
    press.preventDefault();
    found.click();
    found.closest("details[open]")?.querySelector("[data-first]")?.focus();
  }
}
