// A moment as an address names it: by the clocks of the site's time zone, or, of a day on which these are changed, by UTC.

export function momentText(at, zone, isPlain) {
  if (!isPlain) return new Date(at).toISOString().replace(/\.\d+Z/, "Z");
  const clock = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
  const parts = new Intl.DateTimeFormat("en-GB", { ...clock, timeZone: zone }).formatToParts(at);
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}`;
}
