// Which visits the filters select, as the server decides it of the stream (docs/live-messages.md): a visit as soon as it has met
// all that is asked for, each by an event of its own if need be; then what it had brought so far comes, too. Pure: no document.

const MEETS = {
  page: ({ path }, value) => path === value,
  page_begins: ({ path }, value) => path.startsWith(value),
  country: ({ place }, value) => place?.country === value.toUpperCase(),
  source: ({ source }, value) => source === value,
  event: ({ name }, value) => name === value,
  browser: ({ browser }, value) => browser === value,
  visitor: ({ visitor }, value) => visitor === value,
};

export class Selection {
  constructor(query) {
    this.asked = Object.entries(query).filter(([name, value]) => value && name in MEETS);
    this.selected = new Set();
    this.waiting = new Map(); // by visit what it has met, and its messages
  }

  /** What is to be told, now that this message has come. */
  take(message) {
    if (!this.asked.length || this.selected.has(message.visit)) return [message];
    const visit = this.waiting.get(message.visit) ?? { met: new Set(), messages: [] };
    this.waiting.set(message.visit, visit);
    if (message.type === "event" || message.type === "place") this.meet(visit.met, message);
    if (visit.met.size < this.asked.length) {
      visit.messages.push(message);
      return [];
    }
    this.waiting.delete(message.visit);
    this.selected.add(message.visit);
    return [...visit.messages.map((earlier) => ({ ...earlier, replay: true })), message];
  }

  /** One that has met as much, to look ahead with. */
  ahead() {
    const copy = Object.assign(new Selection({}), { asked: this.asked, selected: new Set(this.selected) });
    for (const [visit, { met }] of this.waiting) copy.waiting.set(visit, { met: new Set(met), messages: [] });
    return copy;
  }

  meet(met, message) {
    for (const [name, value] of this.asked) {
      if (message.type === "place" && name !== "country") continue;
      if (MEETS[name](message, value)) met.add(name);
    }
  }
}
