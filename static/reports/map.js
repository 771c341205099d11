// The map beside the countries: filled by their visitors; a click on one filters, as a click in the list does.

import { countryName, exact } from "../live/numbers.js";
import { fillWorld, loadWorld } from "../world.js";

export class CountryMap {
  constructor(root, go) {
    Object.assign(this, { root, go });
    root.addEventListener("click", (click) => this.click(click));
    root.addEventListener("pointerover", (move) => this.point(move.target.closest?.("#places [data-key^='country:']")?.dataset.key.replace("country:", "")));
  }

  /** After each change of the page. */
  async shown() {
    const box = this.box;
    if (!box) return;
    this.world ??= loadWorld(this.root.dataset.map);
    const svg = await this.world;
    if (!svg || box !== this.box) return;
    if (!box.contains(svg)) box.replaceChildren(svg);
    const counts = new Map(Object.entries(JSON.parse(box.dataset.counts)));
    fillWorld(svg, counts, (code, count) => `${countryName(code)}: ${exact(count)}`);
  }

  get box() {
    return this.root.querySelector("#world");
  }

  click(click) {
    const shape = click.target.closest?.("#world [id]");
    if (!shape?.textContent) return;
    const row = this.root.querySelector(`#places [data-key="country:${CSS.escape(shape.id)}"] a`);
    if (row) return row.click();
    const address = new URL(location.href);
    if ("oneValue" in this.root.dataset) address.searchParams.delete("country");
    address.searchParams.append("country", shape.id);
    this.go(address.href);
  }

  point(code) {
    for (const shape of this.box?.querySelectorAll(".pointed") ?? []) shape.classList.remove("pointed");
    if (code) this.box?.querySelector(`#${CSS.escape(code)}`)?.classList.add("pointed");
  }
}
