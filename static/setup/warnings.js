// Why this very browser would not be counted.

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

for (const [id, holds] of Object.entries(reasons)) document.getElementById(id).hidden = !holds;
