// Numbers as people read them: 1,234 then 12.3k; 2 min 10 s; the clock of the site's own time zone.

const language = document.documentElement.lang || "en";
const grouped = new Intl.NumberFormat(language);
const tenths = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });

export function exact(number) {
  return grouped.format(number);
}

/** Up to 9,999 as it is, then 12.3k and 1.2M; the exact number belongs into a title beside it. */
export function short(number) {
  if (number < 10_000) return exact(number);
  const [unit, letter] = number < 1e6 ? [1e3, "k"] : number < 1e9 ? [1e6, "M"] : [1e9, "B"];
  return tenths.format(Math.floor((number * 10) / unit) / 10) + letter;
}

/** Milliseconds as `38 s`, `2 min 10 s`, `1 h 4 min`. */
export function duration(milliseconds) {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds}\u00a0s`;
  if (seconds < 3600) return pair(Math.floor(seconds / 60), "min", seconds % 60, "s");
  return pair(Math.floor(seconds / 3600), "h", Math.floor((seconds % 3600) / 60), "min");
}

export class Clock {
  constructor(timeZone) {
    this.time = format(timeZone, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
    this.zone = format(timeZone, { timeZoneName: "short" });
    this.day = format(timeZone, { day: "numeric", month: "short" });
  }

  at(milliseconds) {
    return this.time.format(milliseconds);
  }

  /** Whether the reader's own clock goes alike. */
  get isReaders() {
    const own = new Intl.DateTimeFormat(language, { timeZoneName: "short" }).formatToParts();
    return own.find(({ type }) => type === "timeZoneName").value === this.zoneName;
  }

  /** The clock's time zone, as people there call it. */
  get zoneName() {
    this.named ??= this.zone.formatToParts().find(({ type }) => type === "timeZoneName").value;
    return this.named;
  }

  /** The day, when it is not today; else nothing. */
  dayOf(milliseconds, now) {
    const day = this.day.format(milliseconds);
    return day === this.day.format(now) ? "" : day;
  }
}

const countries = new Intl.DisplayNames([language], { type: "region", fallback: "none" });

export function countryName(code) {
  try {
    return countries.of(code) ?? code;
  } catch {
    return code;
  }
}

const languages = new Intl.DisplayNames([language], { type: "language" });

export function languageName(tag) {
  try {
    return languages.of(tag);
  } catch {
    return tag; // whatever a browser has sent
  }
}

function pair(great, greatUnit, small, smallUnit) {
  const first = `${great}\u00a0${greatUnit}`;
  return small ? `${first} ${small}\u00a0${smallUnit}` : first;
}

function format(timeZone, options) {
  const locale = language === "en" ? "en-GB" : language;
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  }
}
