// What nobody can press on paper. A visit's title and a row of Here are buttons that say something.
() => [...document.querySelectorAll("button, .button, [role=tab], .bar-nav")]
  .filter((each) => each.checkVisibility() && !each.matches(".title, .share *"))
  .map((each) => `on paper: ${each.textContent.trim() || each.outerHTML}`)
  .concat(getComputedStyle(document.body).color === "rgb(0, 0, 0)" ? [] : ["no black letters on paper"])
