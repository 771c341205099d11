// Menus of the top bar: a click elsewhere or Escape closes an open one. A theme chosen there holds at once. A form is not
// sent twice by a double click.

const openMenus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A theme that is chosen in the account's menu holds at once, and is kept.

document.querySelector("form.looks")?.addEventListener("submit", (submit) => {
  const { name, value, form } = submit.submitter;
  if (name !== "theme") return; // another language is another page
  submit.preventDefault();
  wear(value);
  for (const each of form.querySelectorAll("[name=theme]")) each.setAttribute("aria-pressed", each.value === value);
  const body = new URLSearchParams({ theme: value });
  fetch(form.action, { method: "POST", body, redirect: "manual" }).then(
    (answer) => answer.type === "opaqueredirect" || location.reload(),
    () => {}, // no connection: it holds for this page
  );
});

const wear = (theme) => {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  document.querySelector("meta[name=color-scheme]").content = theme === "system" ? "light dark" : theme;
  const inProfile = document.querySelector(`input[name=theme][value="${theme}"]`);
  if (inProfile) inProfile.checked = true;
};

// A double click makes one goal, one alert, one badge: on a slow line the second would be sent, too.

const TWICE = 1000; // ms
const sent = new WeakMap();

document.addEventListener("submit", (submit) => {
  if (submit.defaultPrevented || submit.target.target) return; // a module's own, or another page's: this one stays
  if (submit.timeStamp - sent.get(submit.target) < TWICE) submit.preventDefault();
  else sent.set(submit.target, submit.timeStamp);
});
