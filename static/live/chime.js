// A tone when a goal is reached, for who has switched it on in this browser. Browsers let a page sound once somebody has pressed
// something on it; what was reached before that is silent.

const NAME = "goal_sound";
const APART = 1500; // ms: many goals at once are one tone
const LOUD = 0.06;
const TONES = [880, 1320]; // Hz
const LASTS = 0.35; // seconds

export class Chime {
  constructor(box) {
    this.box = box;
    this.lastAt = -Infinity;
    box.checked = isKept();
    box.addEventListener("change", () => this.switched());
    for (const act of ["pointerdown", "keydown"]) addEventListener(act, () => this.wake(), { passive: true });
  }

  /** Heard at once: that is what it will sound like. */
  switched() {
    keep(this.box.checked);
    this.wake();
    this.lastAt = -Infinity;
    this.ring();
  }

  wake() {
    if (!this.box.checked || !window.AudioContext) return;
    this.context ??= new AudioContext();
    if (this.context.state === "suspended") this.context.resume();
  }

  ring() {
    const now = performance.now();
    if (!this.box.checked || !this.context || now - this.lastAt < APART) return;
    this.lastAt = now;
    TONES.forEach((pitch, number) => this.tone(pitch, this.context.currentTime + number * 0.09));
  }

  tone(pitch, at) {
    const [source, volume] = [this.context.createOscillator(), this.context.createGain()];
    source.frequency.value = pitch;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(LOUD, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + LASTS);
    source.connect(volume).connect(this.context.destination);
    source.start(at);
    source.stop(at + LASTS);
  }
}

function isKept() {
  try {
    return localStorage[NAME] === "on";
  } catch {
    return false; // where storage is blocked
  }
}

function keep(isOn) {
  try {
    if (isOn) localStorage[NAME] = "on";
    else localStorage.removeItem(NAME);
  } catch {
    // then for this page only
  }
}
