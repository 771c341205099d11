// Pinning a site without leaving the page: the row moves once the hand is gone.

export function holdPins(page, order) {
  page.querySelector("#pins").addEventListener("submit", (submit) => {
    submit.preventDefault();
    pin(submit.submitter, order);
  });
}

async function pin(button, order) {
  const body = new URLSearchParams({ pinned: button.value });
  const answer = await fetch(button.formAction, { method: "POST", body, redirect: "manual" }).catch(() => null);
  if (answer?.type !== "opaqueredirect") return location.reload();
  const isPinned = button.value === "yes";
  button.value = isPinned ? "no" : "yes";
  button.setAttribute("aria-pressed", isPinned);
  button.closest("li").dataset.pinned = isPinned;
  order.soon(true);
}
