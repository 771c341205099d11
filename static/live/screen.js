// Full screen for a wall: number, chart and feed alone, scaled to it. By f, by the button, or with ?screen in the address.
// As long as it is one, the screen does not go dark, where the browser lets it.

export class Screen {
  constructor(button) {
    this.classes = document.body.classList;
    button.addEventListener("click", () => this.toggle());
    document.addEventListener("fullscreenchange", () => document.fullscreenElement || this.turn(false));
    document.addEventListener("visibilitychange", () => this.stayAwake());
    if (new URLSearchParams(location.search).has("screen")) this.turn(true);
  }

  get isOn() {
    return this.classes.contains("screen");
  }

  /** Where the browser gives no full screen (within a frame, on some phones), the window has to do. */
  toggle() {
    this.turn(!this.isOn);
    if (this.isOn) document.documentElement.requestFullscreen?.().catch(() => {});
    else if (document.fullscreenElement) document.exitFullscreen();
  }

  turn(isOn) {
    this.classes.toggle("screen", isOn);
    this.stayAwake();
  }

  /** A browser lets go of it whenever the page is hidden. */
  async stayAwake() {
    if (!this.isOn) {
      this.lock?.release();
      this.lock = null;
    } else if (!document.hidden && (!this.lock || this.lock.released)) {
      this.lock = await navigator.wakeLock?.request("screen").catch(() => null);
      if (!this.isOn) this.stayAwake();
    }
  }
}
