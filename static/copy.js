// Buttons with data-copy="<id>": put that element's text on the clipboard, or select it where that is not allowed.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    say(button, button.dataset.done);
  } catch {
    getSelection().selectAllChildren(source);
  }
});

const say = (button, text) => {
  button.dataset.label ??= button.textContent;
  button.style.minWidth = `${button.offsetWidth}px`;
  button.textContent = text;
  setTimeout(() => {
    button.textContent = button.dataset.label;
  }, 2000);
};
