// Menus of the top bar: a click elsewhere or Escape closes an open one. A theme chosen there holds at once.

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
