// Changes the page without a reload: each state has an address, and what the server draws there comes into this page.

import { fetchPage } from "../fetched_page.js";
import { morph } from "./morph.js";

export class Pages {
  constructor(root, shown) {
    Object.assign(this, { root, shown, turn: 0, asked: "", leaving: new AbortController() });
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

  /** To another state, which one can come back from; what was asked before and is still on its way stays asked. */
  async go(address) {
    const both = together(address, location.href, this.asked || location.href);
    const turn = this.begin();
    this.asked = both;
    const page = await fetchPage(both, this.leaving.signal);
    if (turn !== this.turn) return;
    this.asked = "";
    if (!page?.querySelector("#report")) return location.assign(address);
    if (page.address !== location.href) history.pushState(null, "", page.address);
    this.put(page);
    this.close();
    this.rest();
  }

  /** What the address says now, after it has changed by itself. */
  async come() {
    const turn = this.begin();
    this.asked = "";
    const page = await fetchPage(location.href, this.leaving.signal);
    if (turn !== this.turn || !page) return;
    this.put(page);
    this.rest();
  }

  /** What was not counted yet as the page came: what is there within a second, then all of it. */
  async rest() {
    const { turn } = this;
    for (const wait of ["1000", "", ""]) {
      if (turn !== this.turn || !this.report.querySelector("[data-awaited]")) return;
      await this.again(undefined, wait);
    }
  }

  /** The same state, as it is by now; whoever goes elsewhere meanwhile is not called back. */
  async again(changed, wait = "") {
    const turn = this.turn;
    const page = await fetchPage(waiting(location.href, wait), this.leaving.signal);
    if (turn === this.turn && page) this.put(page, changed);
  }

  begin() {
    this.leaving.abort();
    this.leaving = new AbortController();
    this.report.toggleAttribute("data-loading", true);
    return ++this.turn;
  }

  put(page, changed) {
    const report = page.querySelector("#report");
    if (!report) return location.reload();
    this.keep(report);
    morph(this.report, report, changed);
    const bars = [document, page].map((each) => each.querySelector(".bar-nav"));
    if (bars.every(Boolean)) morph(...bars); // a frame has none
    document.title = page.title;
    this.shown();
  }

  /** What is not counted yet stands as it was, until it is. */
  keep(report) {
    for (const awaited of report.querySelectorAll("[data-awaited=whole]")) {
      const old = this.report.querySelector(`#${awaited.id}`);
      if (!old || old.dataset.awaited === "whole") continue;
      const kept = report.ownerDocument.importNode(old, true);
      kept.dataset.awaited = "kept";
      awaited.replaceWith(kept);
    }
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

const OF_PERIODS = { period: ["from", "to"], against: ["against_from", "against_to"] };

/** What a link changes of the state that is shown, changed in the one that is asked for already. */
export function together(address, shown, asked) {
  const [to, from, found] = [address, shown, asked].map((each) => new URL(each, location.href));
  const [wanted, had, all] = [to, from, found].map((each) => each.searchParams);
  if (String(had) === String(all)) return to.href;
  for (const name of new Set([...wanted.keys(), ...had.keys()])) {
    if (String(wanted.getAll(name)) === String(had.getAll(name))) continue;
    for (const each of [name, ...(OF_PERIODS[name] ?? [])]) {
      all.delete(each);
      for (const value of wanted.getAll(each)) all.append(each, value);
    }
  }
  return found.href;
}

/** The address that waits so many milliseconds for what is being counted; for all of it without a number. */
function waiting(address, wait) {
  const found = new URL(address);
  found.searchParams.set("wait", wait);
  return found.href;
}

export const isForAnotherTab = (click, link) =>
  click.button || click.ctrlKey || click.metaKey || click.shiftKey || click.altKey || link.target || link.hasAttribute("download");
