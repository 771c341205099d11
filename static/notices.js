// Alerts of a site as notices of this browser: switched on in the settings, shown while its live page is open.

const EVERY = 5000; // ms

/** Where storage is blocked, none are on. */
function areOn(address) {
  try {
    return localStorage[`notices ${address}`] === "on";
  } catch {
    return false;
  }
}

function remember(address, isOn) {
  try {
    localStorage[`notices ${address}`] = isOn ? "on" : "off";
  } catch {
    return false;
  }
  return isOn;
}

/** A checkbox that switches them; `said` tells where the browser does not allow them. */
export function switchNotices(box, said) {
  const address = box.dataset.notices;
  box.checked = areOn(address) && Notification.permission === "granted";
  box.addEventListener("change", async () => {
    const isAllowed = box.checked && (await Notification.requestPermission()) === "granted";
    said.textContent = box.checked && !isAllowed ? said.dataset.denied : "";
    box.checked = remember(address, isAllowed);
  });
}

/** From now on, if they are on. */
export function showNotices(address) {
  if (!("Notification" in globalThis) || !areOn(address)) return;
  let last = "";
  let isAsking = false;
  const ask = async () => {
    if (isAsking) return; // two at once would be told the same
    isAsking = true;
    const answer = await fetch(`${address}?after=${last}`).catch(() => null);
    const told = answer?.ok ? await answer.json().catch(() => null) : null;
    isAsking = false;
    if (!told) return;
    last = told.last;
    for (const { id, title, text } of told.messages) show(title, { body: text, tag: id });
  };
  ask();
  setInterval(ask, EVERY);
}

function show(title, options) {
  try {
    new Notification(title, options);
  } catch {
    // Some phones show none of a page.
  }
}
