// A hand on the feed: a pointer that rests or moves on it, a press until its click, keys that walk through it. As long as it
// is there nothing moves under it. One that was left lying there lets go by itself.

const LEFT_LYING = 15_000;
const UNTIL_CLICK = 500; // from the end of a press; the click of a finger comes a little later

export const HAND = ["pointed", "pressed", "keyed"];

export class Hand {
  /** `hold` and `letGo` are told a reason each. */
  constructor(list, hold, letGo) {
    Object.assign(this, { hold, letGo });
    this.timers = new Map();
    list.addEventListener("pointermove", (move) => isFine(move) && this.feel("pointed"));
    list.addEventListener("pointerleave", (leave) => isFine(leave) && this.lift("pointed"));
    list.addEventListener("pointerdown", () => this.feel("pressed"));
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => this.released());
    list.addEventListener("click", () => setTimeout(() => this.lift("pressed"))); // when all have heard of it
    list.addEventListener("keyup", (press) => press.key !== "Escape" && this.feel("keyed"));
    list.addEventListener("focusout", (focus) => list.contains(focus.relatedTarget) || this.lift("keyed"));
  }

  feel(reason, within = LEFT_LYING) {
    const isNew = !this.timers.has(reason);
    clearTimeout(this.timers.get(reason));
    this.timers.set(reason, setTimeout(() => this.lift(reason), within));
    if (isNew) this.hold(reason);
  }

  released() {
    if (this.timers.has("pressed")) this.feel("pressed", UNTIL_CLICK);
  }

  lift(reason) {
    if (!this.timers.has(reason)) return;
    clearTimeout(this.timers.get(reason));
    this.timers.delete(reason);
    this.letGo(reason);
  }

  /** Its owner says so: Esc, or back to what happens now. */
  liftAll() {
    for (const reason of HAND) this.lift(reason);
  }
}

function isFine(event) {
  return event.pointerType !== "touch";
}
