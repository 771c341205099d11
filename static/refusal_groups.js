// Refusals of one reason, host and block are one entry: how often, and what was the last.

const translated = JSON.parse(document.getElementById("refusal-words")?.textContent ?? "{}");

/** The message as its reader reads it: one message goes to all, in English. */
export const inWords = (message) => ({ ...message, ...translated[message.reason] });

/** `what` a reason is called and its `remedy`, where the page brings the words of all. */
export const wordsOf = (reason) => translated[reason] ?? {};

/** Entries stand where they first appeared, so that nothing moves under a finger. */
export class RefusalGroups {
  constructor(limit) {
    this.limit = limit;
    this.clear();
  }

  clear() {
    this.entries = new Map();
    this.mendable = 0; // of those that a deed of the reader would have counted
  }

  /** The entry that the message belongs to: {latest, count}. */
  add(message) {
    const key = JSON.stringify([message.reason, message.host, message.block]);
    const entry = this.entries.get(key) ?? { count: 0 };
    const count = message.count ?? 1;
    entry.latest = message;
    entry.count += count;
    if (message.host) this.mendable += count;
    this.entries.set(key, entry);
    return entry;
  }

  /** Forgets the entries that appeared first and answers them. */
  trim() {
    const surplus = Math.max(0, this.entries.size - this.limit);
    const oldest = [...this.entries].slice(0, surplus);
    for (const [key] of oldest) this.entries.delete(key);
    return oldest.map(([, entry]) => entry);
  }
}
