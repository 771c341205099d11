// The page's sentences. They come translated in a JSON block of the page, what is counted in every plural
// form of the language.

const rules = new Intl.PluralRules(document.documentElement.lang || "en");
let words = null;

/** `say("new_visits", {n: 2})`: the sentence with its blanks filled; `n` chooses the plural form. */
export function say(key, values = {}) {
  words ??= JSON.parse(document.getElementById("words").textContent);
  let text = words[key] ?? key;
  if (typeof text !== "string") text = text[rules.select(values.count ?? values.n)] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (blank, name) => values[name] ?? blank);
}
