// What is chosen, of several things in a row, and is drawn in the same colours as what is not: the weight of its letters alone
// says it to few. A line below it may be drawn by a pseudo-element.
() => {
  const CHOSEN = "[aria-selected=true], [aria-current], [aria-pressed=true]";
  const COLOURS = ["backgroundColor", "borderBottomColor", "borderBottomStyle", "outlineStyle", "outlineColor", "color", "textDecorationLine"];
  const isSeen = (each) => each.checkVisibility({ visibilityProperty: true });
  const drawn = (each) => [each, each.parentElement].map((at) => ["", "::after"].map((part) => {
    const style = getComputedStyle(at, part || null);
    const opaque = (colour) => colour.replace(/^rgba\((.*), [\d.]+\)$/, "rgb($1)"); // as it is drawn there
    return COLOURS.map((name) => (part && style.content === "none" ? "" : opaque(style[name]))).join();
  })).join();
  const kin = (each) => each.closest("ul, ol, nav, [role=tablist], [role=group], .menu-sheet, .panel-tabs, .meta") ?? document;
  const wrong = [];
  for (const each of document.querySelectorAll(CHOSEN)) {
    if (!isSeen(each)) continue;
    const others = [...kin(each).querySelectorAll(each.localName)];
    const other = others.find((other) => other.className === each.className && !other.matches(CHOSEN) && isSeen(other));
    if (other && drawn(other) === drawn(each)) {
      wrong.push(`"${each.textContent.trim()}" is chosen and drawn like "${other.textContent.trim()}"`);
    }
  }
  return wrong;
}
