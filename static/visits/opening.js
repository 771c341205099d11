// A line of the list opens in its place: what the visit's own page says comes below it. One at a time.

import { fetchPage } from "../fetched_page.js";
import { isForAnotherTab } from "../reports/pages.js";

export class Opening {
  constructor(root) {
    Object.assign(this, { root, turn: 0, line: null });
    root.addEventListener("click", (click) => this.click(click), true);
    document.addEventListener("keydown", (press) => press.key === "Escape" && this.escape());
  }

  click(click) {
    const line = click.target.closest?.(".past-visit");
    if (!line || click.target.closest("#visit") || !getSelection().isCollapsed) return;
    const link = line.querySelector("a[data-visit]");
    if (isForAnotherTab(click, link)) return;
    click.preventDefault();
    click.stopPropagation();
    if (line === this.line) this.close();
    else this.open(line, link);
  }

  async open(line, link) {
    const turn = ++this.turn;
    const page = await fetchPage(link.href);
    if (turn !== this.turn) return;
    const told = page?.querySelector("#visit");
    if (!told) return location.assign(link.href);
    this.close();
    this.line = line;
    line.classList.add("open");
    line.append(document.importNode(told, true));
    link.setAttribute("aria-expanded", "true");
  }

  close() {
    this.turn++;
    this.line?.classList.remove("open");
    this.line?.querySelector("#visit")?.remove();
    this.line?.querySelector("a[data-visit]")?.setAttribute("aria-expanded", "false");
    this.line = null;
  }

  /** The focus goes back to where it was opened. */
  escape() {
    if (document.querySelector("dialog[open]")) return;
    const link = this.line?.querySelector("a[data-visit]");
    this.close();
    link?.focus();
  }
}
