// "All of them" as a sheet over the overview; its address is the list's own, so that it can be kept and sent.

import { fetchPage } from "../fetched_page.js";
import { isForAnotherTab } from "./pages.js";
import { morph } from "./morph.js";

const PATIENCE = 200; // ms after the last letter

export class Sheet {
  constructor(pages, words) {
    Object.assign(this, { pages, turn: 0 });
    this.dialog = document.createElement("dialog");
    this.dialog.className = "sheet";
    this.dialog.setAttribute("aria-labelledby", "list-title");
    this.dialog.append(closing(words.close), (this.box = document.createElement("div")));
    pages.root.append(this.dialog);
    pages.root.addEventListener("click", (click) => this.opened(click));
    this.dialog.addEventListener("click", (click) => this.click(click), true);
    this.dialog.addEventListener("submit", (submit) => this.submit(submit), true);
    this.dialog.addEventListener("input", (input) => this.typed(input));
    this.dialog.addEventListener("cancel", (cancel) => {
      cancel.preventDefault();
      history.back();
    });
  }

  opened(click) {
    const link = click.target.closest?.("a[data-sheet]");
    if (!link || isForAnotherTab(click, link)) return;
    click.preventDefault();
    history.pushState(null, "", link.href);
    this.show(link.href);
  }

  async show(address) {
    const turn = ++this.turn;
    const page = await fetchPage(address);
    if (turn !== this.turn) return;
    const list = page?.querySelector("#list");
    if (!list) return location.assign(address);
    if (this.box.firstElementChild) morph(this.box.firstElementChild, list);
    else this.box.append(document.importNode(list, true));
    if (this.dialog.open) return;
    this.dialog.showModal();
    this.dialog.querySelector("[type=search]")?.focus();
  }

  /** Another page or order of the list stays here; a value leads to the overview. */
  click(click) {
    if (click.target === this.dialog || click.target.closest?.(".close")) return history.back();
    const link = click.target.closest?.("a[href]");
    if (!link || isForAnotherTab(click, link)) return;
    if (this.pages.isHere(link.href)) return this.close();
    click.preventDefault();
    this.replace(link.href);
  }

  submit(submit) {
    submit.preventDefault();
    submit.stopPropagation();
    this.replace(searched(submit.target));
  }

  typed(input) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.replace(searched(input.target.form)), PATIENCE);
  }

  replace(address) {
    history.replaceState(null, "", address);
    this.show(address);
  }

  close() {
    this.turn++;
    clearTimeout(this.timer);
    this.dialog.close();
    this.box.replaceChildren();
  }
}

function searched(form) {
  return `${form.action}?${new URLSearchParams(new FormData(form))}`;
}

function closing(word) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "close button small";
  button.setAttribute("aria-label", word);
  button.textContent = "×";
  return button;
}
