// What arrived and was not counted: what happened, and what to do about it.

import { h, write } from "./elements.js";
import { exact, short } from "./numbers.js";
import { say } from "./words.js";

const KEPT = 50;

export class Refused {
  constructor(root, page) {
    Object.assign(this, { page, list: root.querySelector("#refused"), empty: root.querySelector("#refused-empty"), badge: root.querySelector("#refused-count") });
    this.allow = root.dataset.allow;
    this.waiting = [];
    this.total = 0;
  }

  /** The connection's first message brings the last fifty. */
  start(messages = []) {
    this.list.replaceChildren();
    this.waiting = [];
    this.total = 0;
    for (const message of messages) this.take(message);
  }

  take(message) {
    this.total += message.count ?? 1;
    this.waiting.push(message);
    if (this.waiting.length > KEPT) this.waiting.shift();
    this.timer ??= setTimeout(() => this.draw(), 250);
  }

  draw() {
    this.timer = null;
    this.list.prepend(...this.waiting.reverse().map((message) => this.item(message)));
    this.waiting = [];
    while (this.list.childElementCount > KEPT) this.list.lastElementChild.remove();
    this.empty.hidden = this.list.childElementCount > 0;
    write(this.badge, this.total ? short(this.total) : "");
  }

  item(message) {
    const count = message.count > 1 ? h("span", { class: "count" }, `× ${exact(message.count)}`) : null;
    return h("li", { class: "refusal" },
      h("div", { class: "refusal-head" }, h("strong", {}, message.what), count, h("time", { class: "clock meta" }, this.page.clock.at(message.at))),
      message.detail ? h("bdi", { class: "address" }, message.detail) : null,
      h("div", { class: "remedy" }, message.remedy, " ", message.host && this.allow ? this.allowButton(message.host) : null));
  }

  /** Puts the host on the site's list and stays where it is. */
  allowButton(host) {
    const button = h("button", { type: "button", class: "link-button" }, say("allow_it"));
    button.addEventListener("click", async () => {
      const answer = await fetch(this.allow, { method: "POST", body: new URLSearchParams({ host }) }).catch(() => null);
      button.replaceWith(say(answer?.ok ? "allowed" : "not_allowed"));
    });
    return button;
  }
}
