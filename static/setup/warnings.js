// Why this very browser would not be counted, and whether the snippet leads to where it is.

const excluded = () => {
  try {
    return Boolean(localStorage.tracker_ignore);
  } catch {
    return false; // Storage is blocked: then nothing excludes it.
  }
};

const reasons = {
  "warning-gpc": Boolean(navigator.globalPrivacyControl),
  "warning-dnt": navigator.doNotTrack === "1" && !navigator.globalPrivacyControl,
  "warning-ignore": excluded(),
};

// Only the browser knows by which address it came: what proxies say of it is their word.
const originOf = (address) => {
  try {
    return new URL(address).origin; // Without its scheme's usual port.
  } catch {
    return address; // A proxy can ask for anything.
  }
};

const other = document.getElementById("warning-origin");
for (const slot of other.querySelectorAll("[data-slot=here]")) slot.textContent = location.origin;
other.hidden = originOf(other.dataset.origin) === location.origin;

for (const [id, holds] of Object.entries(reasons)) document.getElementById(id).hidden = !holds;
