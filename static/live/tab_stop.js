// One tab stop for the whole feed: the row that was visited last, or else the first.

export class TabStop {
  constructor(list) {
    this.list = list;
    list.addEventListener("focusin", (focus) => this.visit(focus.target.closest(".visit")));
    new MutationObserver(() => this.set()).observe(list, { childList: true });
    this.set();
  }

  visit(element) {
    this.visited = element;
    this.set();
  }

  set() {
    const next = this.visited?.isConnected ? this.visited : this.list.firstElementChild;
    if (next === this.at) return;
    if (this.at) titleOf(this.at).tabIndex = -1;
    if (next) titleOf(next).tabIndex = 0;
    this.at = next;
  }
}

function titleOf(element) {
  return element.querySelector(".title");
}
