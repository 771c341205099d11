// The rows in the document, one for each visit that is shown.

import { Row } from "./row.js";

export class Rows {
  constructor(list, page) {
    Object.assign(this, { list, page });
    this.byVisit = new Map();
    this.drawn = new Map(Array.from(list.children, (element) => [element.dataset.visit, element])); // by the server
  }

  get size() {
    return this.byVisit.size;
  }

  has(id) {
    return this.byVisit.has(id);
  }

  /** The row of a visit, brought up to date. */
  of(visit) {
    const known = this.byVisit.get(visit.id);
    const row = known ?? new Row(visit, this.page, this.drawn.get(visit.id));
    row.visit = visit;
    this.byVisit.set(visit.id, row);
    this.drawn.delete(visit.id);
    if (known) row.update();
    return row;
  }

  /** Puts these on top; the last ones go, where there are more than so many. */
  prepend(rows, most) {
    keepingFocus(this.list, () => this.list.prepend(...rows.map((row) => row.element)));
    while (this.list.childElementCount > most) this.drop(this.list.lastElementChild.row);
  }

  /** Puts these below; answers their rows. */
  append(visits) {
    const rows = visits.map((visit) => this.of(visit));
    this.list.append(...rows.map((row) => row.element));
    return rows;
  }

  drop(row) {
    keepingFocus(this.list, () => row.element.remove());
    this.byVisit.delete(row.visit.id);
  }

  redraw(visit) {
    const row = this.byVisit.get(visit.id);
    if (!row) return;
    if (visit.removed) this.drop(row);
    else row.update();
  }

  /** Exactly these visits, in this order; answers their rows. */
  show(visits) {
    const rows = visits.map((visit) => this.of(visit));
    this.byVisit = new Map(rows.map((row) => [row.visit.id, row]));
    this.drawn.clear();
    const elements = rows.map((row) => row.element);
    const shown = this.list.children;
    if (isBeginning(shown, elements)) this.list.append(...elements.slice(shown.length));
    else keepingFocus(this.list, () => this.list.replaceChildren(...elements));
    return rows;
  }
}

/** Then those stay where they are: what is taken out and put back loses a click that has just begun. */
function isBeginning(shown, elements) {
  return shown.length <= elements.length && Array.from(shown).every((element, index) => element === elements[index]);
}

/** An element that is moved loses the focus; the reader must not, even where the row goes. */
function keepingFocus(list, move) {
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  move();
  if (!focused || focused === document.activeElement) return;
  const next = focused.isConnected ? focused : list.firstElementChild?.row.button;
  next?.focus({ preventScroll: true });
}
