// What arrived and was not counted: what happened, how often, and what to do about it.

import { inWords, RefusalGroups } from "../refusal_groups.js";
import { h, write } from "./elements.js";
import { exact, short } from "./numbers.js";
import { say } from "./words.js";

const KEPT = 50;

export class Refused {
  constructor(root, page) {
    Object.assign(this, { page, list: root.querySelector("#refused"), empty: root.querySelector("#refused-empty"), badge: root.querySelector("#refused-count") });
    this.allow = root.dataset.allow;
    this.blocks = root.dataset.blocks;
    this.groups = new RefusalGroups(KEPT);
    this.changed = new Set();
  }

  /** The connection's first message brings the last fifty. */
  start(messages = []) {
    this.list.replaceChildren();
    this.groups.clear();
    this.changed.clear();
    for (const message of messages) this.take(message);
    this.draw();
  }

  take(message) {
    this.changed.add(this.groups.add(inWords(message)));
    this.timer ??= setTimeout(() => this.draw(), this.isShown ? 250 : 1000);
  }

  /** Else it is its number alone that is seen. */
  get isShown() {
    return !this.list.closest("[role=tabpanel]").hidden;
  }

  draw() {
    clearTimeout(this.timer);
    this.timer = null;
    for (const entry of this.changed) this.show(entry);
    this.changed.clear();
    for (const entry of this.groups.trim()) entry.parts?.item.remove();
    this.empty.hidden = this.list.childElementCount > 0;
    write(this.badge, this.groups.mendable ? short(this.groups.mendable) : "");
  }

  /** A row is made once and rewritten in place: its button keeps the focus. */
  show(entry) {
    entry.parts ??= this.begin(entry.latest);
    const { latest, count, parts } = entry;
    write(parts.count, count > 1 ? `× ${exact(count)}` : "");
    write(parts.time, this.page.clock.at(latest.at));
    write(parts.detail, latest.detail ?? "");
  }

  begin(message) {
    const count = h("span", { class: "count" });
    const time = h("time", { class: "clock meta" });
    const detail = h("bdi", { class: "address" });
    const item = h("li", { class: message.host ? "refusal mendable" : "refusal" },
      h("div", { class: "refusal-head" }, h("strong", {}, message.what), count, time),
      detail,
      h("div", { class: "remedy" }, message.remedy, " ", this.deed(message)));
    this.list.prepend(item);
    return { item, count, time, detail };
  }

  /** What its reader can do about it, where they may. */
  deed(message) {
    if (message.host && this.allow) return this.allowButton(message.host);
    return message.block && this.blocks ? h("a", { href: `${this.blocks}#block-${message.block}` }, say("see_block")) : null;
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
