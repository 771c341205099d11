// On phones the panels stand below each other, and what leads to each stays above them: it says which one is read.

export class Jump {
  constructor(root) {
    Object.assign(this, { root, asked: false });
    addEventListener("scroll", () => this.soon(), { passive: true });
    addEventListener("resize", () => this.soon(), { passive: true });
    this.shown();
  }

  /** After each change of the page, whose new state knows nothing of it. */
  shown() {
    this.soon();
  }

  mark() {
    const nav = this.root.querySelector("#jump");
    if (!nav?.offsetHeight) return;
    const links = [...nav.children];
    const line = nav.getBoundingClientRect().bottom + nav.offsetHeight;
    const read = links.findLast(({ hash }) => this.topOf(hash) <= line) ?? links[0];
    for (const link of links) {
      if (link === read) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (nav.scrollWidth > nav.clientWidth) nav.scrollLeft = read.offsetLeft - (nav.clientWidth - read.offsetWidth) / 2;
  }

  soon() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.mark();
    });
  }

  topOf(hash) {
    return this.root.querySelector(hash)?.getBoundingClientRect().top ?? Infinity;
  }
}
