// Full screen for a wall: number, chart and feed alone, scaled to it. By f, by the button, or with ?screen in the address.

export class Screen {
  constructor(button) {
    this.classes = document.body.classList;
    button.addEventListener("click", () => this.toggle());
    document.addEventListener("fullscreenchange", () => document.fullscreenElement || this.classes.remove("screen"));
    if (new URLSearchParams(location.search).has("screen")) this.classes.add("screen");
  }

  get isOn() {
    return this.classes.contains("screen");
  }

  /** Where the browser gives no full screen (within a frame, on some phones), the window has to do. */
  toggle() {
    this.classes.toggle("screen");
    if (this.isOn) document.documentElement.requestFullscreen?.().catch(() => {});
    else if (document.fullscreenElement) document.exitFullscreen();
  }
}
