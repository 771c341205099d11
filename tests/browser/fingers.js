// What fingers.py asks of a page.
() => {
  const SIZE = 44;
  const PRESSED = "a[href], button, summary, select, textarea, [role=tab], " +
    "input:not([type=hidden]), label:has(input[type=checkbox], input[type=radio])";
  const isSeen = (each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest("[inert]") &&
    !(each.matches("input") && each.closest("label")) && !each.matches(":disabled") && !isClipped(each);
  // What only screen readers are told, and what waits outside of the window until it is focused.
  const isClipped = (each) => {
    for (let at = each; at; at = at.parentElement) {
      if (getComputedStyle(at).clipPath.startsWith("inset(50%")) return true;
    }
    const { right, bottom, width } = each.getBoundingClientRect();
    return right <= 0 || bottom + scrollY <= 0 || width === 0;
  };
  const isInSentence = (each) => getComputedStyle(each).display === "inline" &&
    [...each.parentElement.childNodes].some((node) => node.nodeType === 3 && /[\p{L}\p{N}]/u.test(node.data));
  // As far as it is not scrolled out of what it lies in; what is pressed may reach further than its box.
  const boxOf = (each) => {
    let { left, right, top, bottom } = each.getBoundingClientRect();
    const after = getComputedStyle(each, "::after");
    if (after.content !== "none" && after.position === "absolute" && after.inset === "0px") {
      ({ left, right, top, bottom } = each.closest("li, tr, td, div").getBoundingClientRect());
    }
    return { left, right, top, bottom };
  };
  const grown = ({ left, right, top, bottom }) => {
    const wide = Math.max(0, SIZE - (right - left)) / 2, high = Math.max(0, SIZE - (bottom - top)) / 2;
    return { left: left - wide + 0.5, right: right + wide - 0.5, top: top - high + 0.5, bottom: bottom + high - 0.5 };
  };
  const meet = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  // What looks like something to press is as high as it is to be, whatever room there is around it.
  const HIGH = ".button, select, textarea, [role=tab], .chip:is(a, button, summary):not(.is-not), " +
    "input:not([type=checkbox], [type=radio])";
  const wrong = [];
  look(document);
  for (const menu of document.querySelectorAll("details.menu:not([open])")) {
    if (!isSeen(menu)) continue;
    menu.open = true;
    look(menu.querySelector(".menu-sheet"));
    menu.open = false;
  }
  return wrong;

  function look(root) {
    const all = [...root.querySelectorAll(PRESSED)].filter(isSeen);
    const boxes = new Map(all.map((each) => [each, boxOf(each)]));
    for (const each of all) {
      const box = boxes.get(each);
      if (isInSentence(each) || box.right - box.left >= SIZE - 0.5 && box.bottom - box.top >= SIZE - 0.5) continue;
      if (each.matches(HIGH) && box.bottom - box.top < SIZE - 0.5) {
        wrong.push(`${named(each)} is ${Math.round(box.bottom - box.top)} px high`);
        continue;
      }
      const room = grown(box);
      const other = all.find((other) => other !== each && !each.contains(other) && !other.contains(each) && meet(room, boxes.get(other)));
      if (other) wrong.push(`${named(each)} is ${Math.round(box.right - box.left)} x ${Math.round(box.bottom - box.top)} px beside ${named(other)}`);
    }
  }

  function named(each) {
    const text = (each.getAttribute("aria-label") ?? each.textContent).trim().replace(/\s+/g, " ").slice(0, 30);
    return `${each.localName}${each.id && "#" + each.id}.${each.className} "${text || each.name}"`;
  }
}
