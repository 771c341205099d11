// A badge that moves: stands in the place of its script, on anybody's page, and asks again while somebody looks at the page.

(() => {
  const script = document.currentScript;
  if (!script) return;
  const address = script.src.replace(/\.js(?=$|[?#])/, ".json");
  const box = document.createElement("span");
  const label = box.appendChild(document.createElement("span"));
  const number = box.appendChild(document.createElement("span"));
  let due = 0;

  // By properties, which a page's content policy lets through.
  Object.assign(box.style, { display: "inline-flex", overflow: "hidden", borderRadius: "4px", color: "#fff", font: "11px/20px Verdana, 'DejaVu Sans', Geneva, sans-serif", verticalAlign: "middle", whiteSpace: "nowrap" });
  Object.assign(label.style, { padding: "0 6px", background: "#3c4043" });
  Object.assign(number.style, { padding: "0 6px", background: "#0b7a5b", fontVariantNumeric: "tabular-nums" });
  box.className = "tracker-badge";

  const show = (said) => {
    label.textContent = said.label;
    label.hidden = !said.label;
    number.textContent = said.message;
    if (!box.isConnected) script.after(box);
    return said.cacheSeconds;
  };

  /** Where there is no such badge any more, it goes; where nothing answers, the last number stays. */
  const ask = async () => {
    if (document.hidden) return;
    due = Infinity;
    const answer = await fetch(address, { credentials: "omit" }).catch(() => null);
    if (answer?.status === 404) return box.remove();
    const seconds = answer?.ok ? show(await answer.json()) : 30;
    due = Date.now() + seconds * 1000;
    setTimeout(ask, seconds * 1000);
  };

  document.addEventListener("visibilitychange", () => Date.now() >= due && ask());
  ask();
})();
