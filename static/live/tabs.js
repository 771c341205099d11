// Tabs by the book: arrow keys move, one tab stop. On a phone the feed itself is the first tab.

const phone = matchMedia("(max-width: 899px)");

export class Tabs {
  constructor(root) {
    this.root = root;
    this.tabs = [...root.querySelectorAll("[role=tab]")];
    for (const tab of this.tabs) tab.addEventListener("click", () => this.choose(tab));
    root.querySelector("[role=tablist]").addEventListener("keydown", (press) => this.press(press));
    phone.addEventListener("change", () => this.fit());
    this.fit();
  }

  fit() {
    this.choose(this.tabs.find((tab) => tab.id === (phone.matches ? "tab-feed" : "tab-here")));
  }

  choose(tab) {
    for (const each of this.tabs) {
      each.setAttribute("aria-selected", each === tab);
      each.tabIndex = each === tab ? 0 : -1;
      const panel = document.getElementById(each.getAttribute("aria-controls"));
      if (panel.matches("[role=tabpanel]")) panel.hidden = each !== tab;
    }
    this.root.dataset.tab = tab.id.replace("tab-", "");
    this.root.dispatchEvent(new CustomEvent("tab"));
  }

  press(press) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[press.key];
    if (!step) return;
    const shown = this.tabs.filter((tab) => tab.offsetParent);
    const next = shown[(shown.indexOf(document.activeElement) + step + shown.length) % shown.length];
    this.choose(next);
    next.focus();
    press.preventDefault();
  }
}
