// Reading is sacred: scrolled down, text selected, a row open, a hand on it or the pause button pressed, the feed holds still.

import { Hand } from "./hand.js";
import { finish } from "./motion.js";
import { picked } from "./picks.js";

export class Reading {
  constructor(feed, older, { top, bottom, pauseButton }) {
    Object.assign(this, { feed, older, pauseButton });
    addEventListener("scroll", () => this.scrolled(top.getBoundingClientRect().top >= 0), { passive: true });
    new IntersectionObserver((entries) => this.neared(entries.at(-1).isIntersecting), { rootMargin: "800px" }).observe(bottom);
    document.addEventListener("selectionchange", () => this.selected());
    feed.list.addEventListener("click", (click) => this.clicked(click));
    pauseButton.addEventListener("click", () => this.pause());
    this.hand = new Hand(feed.list, (reason) => feed.hold(reason), (reason) => this.letGo(reason));
  }

  scrolled(isAtTop) {
    if (isAtTop && !this.older.up()) this.letGo("scrolled");
    if (isAtTop) return;
    this.feed.hold("scrolled");
    this.look();
  }

  async neared(isNear) {
    this.isNear = isNear;
    while (this.isNear && (await this.older.down())) await twoFrames();
  }

  /** The observer tells of changes only; rows may come, or the page be scrolled, while the end stays near. */
  look() {
    if (this.isNear) this.neared(true);
  }

  selected() {
    const selection = getSelection();
    const isInFeed = !selection.isCollapsed && this.feed.list.contains(selection.anchorNode);
    if (isInFeed) this.feed.hold("selected");
    else this.letGo("selected");
  }

  clicked(click) {
    const element = click.target.closest(".visit");
    if (!element || click.target.closest("a, .details") || picked(click.target) || !getSelection().isCollapsed) return;
    this.toggle(element.row);
  }

  toggle(row) {
    const wasOpen = row.isOpen;
    this.closeRow();
    if (wasOpen) return;
    this.openRow = row;
    finish();
    row.open();
    this.feed.hold("opened");
  }

  /** Answers whether a row was open. */
  closeRow() {
    const row = this.openRow;
    this.openRow = null;
    row?.close();
    this.letGo("opened");
    return Boolean(row);
  }

  /** Esc: the row is closed, and the hand taken away; the focus stays in the row. */
  leave() {
    const row = this.openRow;
    if (row?.details.contains(document.activeElement)) row.button.focus();
    this.closeRow();
    this.hand.liftAll();
  }

  pause() {
    const isPaused = !this.feed.holds.reasons.has("paused");
    this.pauseButton.setAttribute("aria-pressed", isPaused);
    if (isPaused) this.feed.hold("paused");
    else this.letGo("paused");
  }

  /** The pill: back to the top and to what is happening now. */
  catchUp() {
    getSelection().removeAllRanges();
    this.hand.liftAll();
    this.closeRow();
    if (this.feed.holds.reasons.has("paused")) this.pause();
    this.letGo("selected");
    this.letGo("scrolled");
    scrollTo({ top: 0 });
  }

  letGo(reason) {
    const wasHeld = this.feed.isHeld;
    this.feed.release(reason);
    if (wasHeld && !this.feed.isHeld) this.older.forget();
  }
}

/** Long enough for the observer to say whether the end is still near. */
function twoFrames() {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}
