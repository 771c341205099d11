// The filter box: what is typed is looked for among all values. Enter takes the one that is marked, Shift Enter "is not".

import { fetchPage } from "../fetched_page.js";

const PATIENCE = 150; // ms after the last letter
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

export class FilterBox {
  constructor(pages) {
    this.pages = pages;
    const { root } = pages;
    root.addEventListener("toggle", (toggle) => toggle.target.id === "filter" && this.opened(toggle.target.open), true);
    root.addEventListener("input", (input) => this.box?.contains(input.target) && this.soon());
    root.addEventListener("keydown", (press) => this.box?.contains(press.target) && this.press(press));
    root.addEventListener("click", (click) => this.click(click), true);
  }

  get box() {
    return this.pages.root.querySelector("#filter[open]");
  }

  get offers() {
    return [...(this.box?.querySelectorAll("[data-suggestions] a") ?? [])];
  }

  opened(isOpen) {
    if (!isOpen) return;
    this.isByKind = false;
    for (const hint of this.box.querySelectorAll(".keys-hint")) hint.hidden = false;
    this.box.querySelector("[data-first]").focus();
    this.soon();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PATIENCE);
  }

  async ask() {
    const form = this.box?.querySelector("form");
    if (!form) return;
    const asked = new URLSearchParams(location.search);
    for (const word of this.ownWords) asked.delete(word);
    asked.set("value", form.value.value);
    if (this.isByKind) asked.set("only", form.add.value);
    const turn = (this.turn = Symbol());
    const page = await fetchPage(`${this.pages.root.dataset.values}?${asked}`);
    if (turn !== this.turn || !this.box || !page) return;
    this.box.querySelector("[data-suggestions]").replaceChildren(...[...page.querySelector("#offers").children].map((each) => document.importNode(each, true)));
    this.mark(0);
  }

  mark(place) {
    const { offers } = this;
    this.place = Math.max(0, Math.min(place, offers.length - 1));
    offers.forEach((offer, each) => offer.toggleAttribute("data-marked", each === this.place));
    offers[this.place]?.scrollIntoView({ block: "nearest" });
  }

  press(press) {
    if (press.target.name !== "value") return;
    if (STEPS[press.key]) this.mark(this.place + STEPS[press.key]);
    else if (press.key === "Enter" && this.isExact && this.offers.length) this.take(this.offers[this.place], press.shiftKey);
    else return;
    press.preventDefault();
  }

  /** What compares with a whole value, so that one of those that are offered can be meant. */
  get isExact() {
    return ["is", "not"].includes(this.how);
  }

  get how() {
    return this.box.querySelector("[name=how]").value;
  }

  /** Of this page, whatever else its address says of it; but not from where on its list goes. */
  take(offer, isNot) {
    const { search } = new URL(isNot || this.how === "not" ? offer.dataset.without : offer.href, location.href);
    const asked = new URLSearchParams(search);
    for (const [word, value] of new URLSearchParams(location.search))
      if (word !== "before" && this.ownWords.includes(word)) asked.append(word, value);
    this.pages.go(`${this.pages.root.dataset.path}?${asked}`);
  }

  get ownWords() {
    return (this.pages.root.dataset.own ?? "").split(" ");
  }

  click(click) {
    const kind = click.target.closest?.("#filter [name=add]");
    if (kind) {
      this.isByKind = true;
      this.soon();
    }
    const offer = click.target.closest?.("[data-suggestions] a");
    if (!offer || click.ctrlKey || click.metaKey) return;
    click.preventDefault();
    click.stopPropagation();
    this.take(offer, click.shiftKey);
  }
}
