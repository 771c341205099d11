// The order of the rows: pinned ones first, then by today's visitors or by name. It changes only while nobody has a hand on the list.

const EVERY = 10_000; // ms between two changes that nobody has asked for
const RESTS = 2_000; // ms after a finger has left
const LOOK_AGAIN = 500; // ms
const SLIDE = { duration: 180, easing: "ease-out" };
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Order {
  constructor(list, by) {
    Object.assign(this, { list, by, isOver: false, touched: -RESTS, timer: 0, changed: performance.now() });
    const over = (move) => (move.pointerType === "mouse" ? (this.isOver = move.type !== "pointerleave") : (this.touched = move.timeStamp));
    for (const type of ["pointerover", "pointerdown", "pointerup", "pointerleave"]) list.addEventListener(type, over);
  }

  /** Put the rows in order as soon as that is fit; `wanted`: somebody has just asked for it. */
  soon(wanted = false) {
    if (wanted) this.changed = -EVERY;
    this.timer ||= setTimeout(() => this.tryNow(), LOOK_AGAIN);
  }

  tryNow() {
    this.timer = 0;
    const rows = this.sorted();
    if (rows.every((row, index) => row === this.list.children[index])) return;
    if (this.isHeld || performance.now() - this.changed < EVERY) this.soon();
    else this.arrange(rows);
  }

  get isHeld() {
    const selection = getSelection();
    return (
      this.isOver ||
      performance.now() - this.touched < RESTS ||
      this.list.querySelector(":focus-visible") ||
      (!selection.isCollapsed && this.list.contains(selection.anchorNode))
    );
  }

  sorted() {
    const name = (row) => row.dataset.name.toLowerCase();
    const compared = (one, other) => (name(one) < name(other) ? -1 : Number(name(one) > name(other)));
    const pinned = (row) => Number(row.dataset.pinned === "true");
    const today = (row) => (this.by === "visitors" ? Number(row.dataset.today) : 0);
    return [...this.list.children].sort((a, b) => pinned(b) - pinned(a) || today(b) - today(a) || compared(a, b) || a.dataset.site - b.dataset.site);
  }

  arrange(rows) {
    const top = (row) => row.getBoundingClientRect().top;
    const tops = new Map(rows.map((row) => [row, top(row)]));
    const focused = document.activeElement; // of a click: the keyboard holds the list
    this.list.append(...rows);
    if (this.list.contains(focused)) focused.focus({ preventScroll: true });
    this.changed = performance.now();
    if (calm.matches || document.hidden) return;
    for (const row of rows) {
      const way = tops.get(row) - top(row);
      if (way) row.animate([{ transform: `translateY(${way}px)` }, { transform: "none" }], SLIDE);
    }
  }
}
