// Changes the page without a reload: each state has an address, and what the server draws there comes into this page.

import { morph } from "./morph.js";

export class Pages {
  constructor(root, shown) {
    Object.assign(this, { root, shown, turn: 0, address: location.href });
    root.addEventListener("click", (click) => this.click(click));
    root.addEventListener("submit", (submit) => this.submit(submit));
  }

  get report() {
    return this.root.querySelector("#report");
  }

  /** Whether the address is another state of this very page. */
  isHere(address) {
    return new URL(address, location.href).pathname === this.root.dataset.path;
  }

  click(click) {
    const link = click.target.closest?.("a[href]");
    if (!link || isForAnotherTab(click, link) || link.getAttribute("href").startsWith("#") || !this.isHere(link.href)) return;
    click.preventDefault();
    this.go(link.href.replace(/#.*/, ""));
  }

  submit(submit) {
    const form = submit.target;
    if (form.method !== "get" || !this.isHere(form.action)) return;
    submit.preventDefault();
    this.go(`${this.root.dataset.path}?${new URLSearchParams(new FormData(form))}`);
  }

  /** To another state, which one can come back from. */
  async go(address) {
    const turn = this.begin();
    const page = await fetchPage(address);
    if (turn !== this.turn) return;
    if (!page?.querySelector("#report")) return location.assign(address);
    history.pushState(null, "", page.address);
    this.put(page);
    this.close();
  }

  /** What the address says now, after it has changed by itself. */
  async come() {
    const turn = this.begin();
    const page = await fetchPage(location.href);
    if (turn === this.turn && page) this.put(page);
  }

  /** The same state, as it is by now; whoever goes elsewhere meanwhile is not called back. */
  async again(changed) {
    const turn = this.turn;
    const page = await fetchPage(location.href);
    if (turn === this.turn && page) this.put(page, changed);
  }

  begin() {
    this.report.toggleAttribute("data-loading", true);
    return ++this.turn;
  }

  put(page, changed) {
    const report = page.querySelector("#report");
    if (!report) return location.reload();
    morph(this.report, report, changed);
    morph(...[document, page].map((each) => each.querySelector(".bar-nav")));
    document.title = page.title;
    this.shown();
  }

  /** The menus that have led here. */
  close() {
    for (const menu of this.report.querySelectorAll("details.menu[open]")) {
      const had = menu.contains(document.activeElement);
      menu.open = false;
      menu.querySelector("form")?.reset();
      if (had) menu.querySelector("summary").focus();
    }
  }
}

/** The page at the address, parsed; nothing if none comes. Whoever is logged out is led to the log-in page. */
export const fetchPage = (address) =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.responseType = "document";
    request.onload = () => {
      if (request.responseXML) request.responseXML.address = request.responseURL;
      resolve(request.responseXML);
    };
    request.onerror = () => resolve(null);
    request.open("GET", address);
    request.send();
  });

export const isForAnotherTab = (click, link) =>
  click.button || click.ctrlKey || click.metaKey || click.shiftKey || click.altKey || link.target || link.hasAttribute("download");
