// A new password: its strength as one types, a button that shows it, and one that takes the passphrase offered.

const LEAST = 15;
const GUESSED_FIRST = [
  "password", "passwort", "passw0rd", "qwerty", "qwertz", "asdf", "zxcvb", "letmein", "welcome",
  "iloveyou", "admin", "login", "abc", "123", "monkey", "dragon", "master", "sunshine", "princess",
  "football", "baseball", "superman", "batman", "shadow", "secret", "summer", "winter", "hello",
  "tracker", "analytics", "changeme", "trustno1", "correct", "horse", "battery", "staple",
];

// Bits a guesser has to try: words that come first on every list count as one letter, so does what
// repeats or continues the letter before it.
export function bits(password) {
  let plain = password.toLowerCase();
  for (const word of GUESSED_FIRST) plain = plain.replaceAll(word, "\u0001");
  let count = 0;
  for (let at = 0; at < plain.length; at += 1) {
    const step = plain.charCodeAt(at) - plain.charCodeAt(at - 1);
    count += at > 0 && Math.abs(step) <= 1 ? 0.25 : 1;
  }
  return count * Math.log2(alphabet(password)) * variety(plain);
}

function alphabet(password) {
  const kinds = [[/[a-z]/, 12], [/[A-Z]/, 8], [/[0-9]/, 6], [/[^a-zA-Z0-9]/, 8]];
  return Math.max(2, kinds.reduce((sum, [kind, size]) => sum + (kind.test(password) ? size : 0), 0));
}

function variety(plain) {
  return Math.min(1, new Set(plain).size / Math.min(8, Math.max(plain.length, 1)));
}

export function grade(password) {
  if (password.length < LEAST) return Math.min(1, Math.floor(bits(password) / 30));
  return Math.min(4, Math.max(0, Math.floor((bits(password) - 10) / 15)));
}

function watch(input) {
  const box = document.getElementById(input.dataset.strength);
  const meter = box.querySelector("meter");
  const words = box.querySelector("p");
  const show = () => {
    const missing = LEAST - [...input.value].length;
    box.hidden = input.value === "";
    meter.value = grade(input.value);
    words.textContent = missing > 0
      ? words.dataset.short.replace("#", missing)
      : words.dataset.words.split("|")[meter.value];
  };
  input.addEventListener("input", show);
  show();
}

function take(button) {
  const phrase = document.getElementById(button.dataset.take).textContent;
  const input = document.querySelector('input[autocomplete="new-password"]');
  const said = document.getElementById("taken");
  button.hidden = false;
  button.addEventListener("click", () => {
    input.value = phrase;
    input.removeAttribute("aria-invalid");
    document.getElementById(`${input.id}-error`)?.remove();
    input.dispatchEvent(new Event("input"));
  });
  input.addEventListener("input", () => {
    said.textContent = input.value === phrase ? said.dataset.text : "";
  });
}

// It is hidden again as the form is sent: browsers offer to keep what was typed into a password's field only.
function show(button) {
  const input = document.getElementById(button.dataset.show);
  const word = button.querySelector("span");
  const words = { password: word.textContent, text: button.dataset.hide };
  const turn = (type) => {
    input.type = type;
    word.textContent = words[type];
  };
  button.hidden = false;
  button.addEventListener("click", () => turn(input.type === "password" ? "text" : "password"));
  input.form.addEventListener("submit", () => turn("password"));
}

document.querySelectorAll("input[data-strength]").forEach(watch);
document.querySelectorAll("button[data-take]").forEach(take);
document.querySelectorAll("button[data-show]").forEach(show);
