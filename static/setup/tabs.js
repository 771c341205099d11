// The guides' tabs: a click or the arrow keys show one of them, and the address remembers it.

const list = document.querySelector("[role=tablist]");
const tabs = [...list.querySelectorAll("[role=tab]")];

const choose = (chosen) => {
  for (const tab of tabs) {
    tab.setAttribute("aria-selected", tab === chosen);
    tab.tabIndex = tab === chosen ? 0 : -1;
    document.getElementById(tab.getAttribute("aria-controls")).hidden = tab !== chosen;
  }
  const here = new URL(location);
  here.searchParams.set("for", chosen.dataset.guide);
  history.replaceState(null, "", here);
  document.querySelector("#own-path [name=for]").value = chosen.dataset.guide;
};

list.addEventListener("click", ({ target }) => {
  if (target.matches("[role=tab]")) choose(target);
});

list.addEventListener("keydown", ({ key, target }) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
  if (!step) return;
  const next = tabs[(tabs.indexOf(target) + step + tabs.length) % tabs.length];
  choose(next);
  next.focus();
});
