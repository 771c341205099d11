// The keyboard: j/k or arrows move through the feed, Enter opens, Esc closes, / filters, p pauses, ? helps.

export class Keys {
  constructor(list, { reading, filters, help }) {
    Object.assign(this, { list, reading, filters, help });
    document.addEventListener("keydown", (press) => this.press(press));
    list.addEventListener("focusin", (focus) => this.keep(focus.target.closest(".visit")));
  }

  press(press) {
    if (press.ctrlKey || press.metaKey || press.altKey || this.help.open) return;
    if (press.target.closest("input, select, textarea")) return press.key === "Escape" && press.target.blur();
    const act = this.action(press);
    if (!act) return;
    press.preventDefault();
    act();
  }

  action(press) {
    const isInFeed = this.list.contains(press.target);
    if (press.key === "j" || (isInFeed && press.key === "ArrowDown")) return () => this.step(1);
    if (press.key === "k" || (isInFeed && press.key === "ArrowUp")) return () => this.step(-1);
    if (press.key === "Escape") return () => this.reading.leave();
    if (press.key === "Home") return () => this.reading.catchUp();
    if (press.key === "/") return () => this.filters.focus();
    if (press.key === "p") return () => this.reading.pause();
    if (press.key === "?") return () => this.help.showModal();
    return null;
  }

  step(step) {
    const here = document.activeElement.closest?.(".visit") ?? (this.current?.isConnected ? this.current : null);
    const next = here ? (step > 0 ? here.nextElementSibling : here.previousElementSibling) : this.list.firstElementChild;
    next?.querySelector(".title").focus();
  }

  /** One tab stop for the whole feed: the row that was visited last. */
  keep(element) {
    if (!element || element === this.current) return;
    this.current?.querySelector(".title")?.setAttribute("tabindex", -1);
    element.querySelector(".title").tabIndex = 0;
    this.current = element;
  }
}
