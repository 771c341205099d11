// The dot with a word: connected, reconnecting, caught up.

import { write } from "./elements.js";
import { say } from "./words.js";

const CAUGHT_UP_SHOWN = 2000;

export class Status {
  /** `page`: what shows numbers, which are old news without a connection. */
  constructor(element, page) {
    Object.assign(this, { element, page });
    this.word = element.querySelector(".word");
  }

  show(state, number) {
    clearTimeout(this.timer);
    if (state === "waiting") return this.say("reconnecting", "reconnecting", { n: number });
    if (state === "asking") return this.say("asking", "asking", { n: number });
    if (state === "caught_up") this.timer = setTimeout(() => this.show("connected"), CAUGHT_UP_SHOWN);
    this.say("connected", state, { n: number });
  }

  say(dot, sentence, values) {
    this.element.dataset.state = dot;
    this.page.classList.toggle("stale", dot === "reconnecting");
    write(this.word, say(sentence, values));
    this.element.title = this.word.textContent;
  }
}
