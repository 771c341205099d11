// The browser makes a passkey once its user says so: some browsers ask for a click before they do.

import { asOptions, send } from "./credentials.js";

const form = document.getElementById("passkey");
const button = form.querySelector("button");
const said = form.querySelector("[role=status]");

button.addEventListener("click", async () => {
  button.disabled = true;
  said.textContent = "";
  try {
    send(form, await navigator.credentials.create({ publicKey: asOptions(JSON.parse(form.dataset.options)) }));
  } catch (error) {
    said.textContent = error.name === "InvalidStateError" ? form.dataset.known : form.dataset.cancelled;
    button.disabled = false;
  }
});
