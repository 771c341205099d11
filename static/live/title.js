// The tab says how many are here, and its icon has a dot while somebody is.

import { short } from "./numbers.js";

export class Title {
  constructor(name, { here, nobody }) {
    Object.assign(this, { name, here, nobody });
    this.icon = document.querySelector("link[rel~=icon]");
  }

  show(now) {
    document.title = now ? `(${short(now)}) ${this.name}` : this.name;
    const icon = now ? this.here : this.nobody;
    if (this.icon && this.icon.getAttribute("href") !== icon) this.icon.setAttribute("href", icon);
  }
}
