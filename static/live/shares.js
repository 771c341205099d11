// Lists of a name, its number and a bar of its share. A row that is pressed filters by what it names.

import { h, s, write } from "./elements.js";
import { exact, short } from "./numbers.js";

export class Shares {
  /** `filter`: what its values are ("page"); `named` says them to people; `before` is put in front of a name. */
  constructor(list, filter, { named = (value) => value, before = () => [] } = {}) {
    Object.assign(this, { list, filter, named, before });
  }

  /** [[value, count], …], most first. */
  draw(counts) {
    const greatest = Math.max(1, ...counts.map(([, count]) => count));
    while (this.list.childElementCount > counts.length) this.list.lastElementChild.remove();
    counts.forEach(([value, count], index) => {
      const item = this.list.children[index] ?? this.list.appendChild(this.row());
      this.fill(item, value, count, count / greatest);
    });
  }

  row() {
    const name = h("button", { type: "button", "data-filter": this.filter }, h("bdi", { class: "name" }));
    const bar = s("svg", { class: "share-bar", "aria-hidden": "true" }, s("rect", { height: "100%", rx: 4 }));
    return h("li", { class: "share" }, bar, name, h("span", { class: "count" }));
  }

  fill(item, value, count, share) {
    const [bar, button, number] = item.children;
    if (button.dataset.value !== value) {
      button.dataset.value = value;
      button.title = this.named(value);
      button.replaceChildren(...this.before(value), button.lastElementChild);
    }
    write(button.lastElementChild, this.named(value));
    write(number, short(count));
    number.title = exact(count);
    bar.firstElementChild.setAttribute("width", `${share * 100}%`);
  }
}
