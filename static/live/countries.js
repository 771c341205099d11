// Visits per country over the last thirty minutes, in minute buckets: exact whatever the feed shows, bounded whatever comes.

const MINUTE = 60_000;
const MINUTES = 30;

export class Countries {
  constructor() {
    this.clear();
  }

  clear() {
    this.minutes = new Map();
  }

  /** A visit began in this country at this moment (ms). */
  began(country, at) {
    if (!country) return;
    const minute = Math.floor(at / MINUTE);
    const counts = this.minutes.get(minute) ?? new Map();
    this.minutes.set(minute, counts.set(country, (counts.get(country) ?? 0) + 1));
  }

  /** [[country, visits], …], most first; forgets what is older. */
  counts(now) {
    const first = Math.floor(now / MINUTE) - MINUTES + 1;
    const sums = new Map();
    for (const [minute, counts] of this.minutes) {
      if (minute < first) this.minutes.delete(minute);
      else for (const [country, count] of counts) sums.set(country, (sums.get(country) ?? 0) + count);
    }
    return [...sums].sort(([, a], [, b]) => b - a);
  }
}
