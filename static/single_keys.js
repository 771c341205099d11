// Keys of one letter, which whoever dictates or has a keyboard of another kind can switch off, in this browser.

const NAME = "single_keys";

export function singleKeys() {
  try {
    return localStorage[NAME] !== "off";
  } catch {
    return true; // where storage is blocked
  }
}

/** A checkbox that switches them. */
export function switchSingleKeys(box) {
  box.checked = singleKeys();
  box.addEventListener("change", () => {
    try {
      localStorage[NAME] = box.checked ? "on" : "off";
    } catch {
      box.checked = true;
    }
  });
}
