// Logging in with a passkey: by the button, and where the browser can, offered in the field of the name.

import { asOptions, knowsPasskeys, send } from "./credentials.js";

const ANEW = 240_000; // ms: before what the server has said is over

const form = document.querySelector("form.passkey");
const button = form?.querySelector("button");
const said = form?.querySelector("[role=status]");
let offer = null; // what waits in the field of the name: only one thing can be asked at a time
let again = 0;

async function ask(more) {
  const answer = await fetch(form.dataset.options);
  if (!answer.ok) throw new TypeError(`answered ${answer.status}`);
  return navigator.credentials.get({ publicKey: asOptions(await answer.json()), ...more });
}

function withdraw() {
  clearTimeout(again);
  offer?.abort();
  offer = null;
}

async function offerInField() {
  withdraw();
  const mine = new AbortController();
  offer = mine;
  again = setTimeout(offerInField, ANEW);
  try {
    send(form, await ask({ mediation: "conditional", signal: mine.signal }));
  } catch {
    // withdrawn, or there is no connection: the button says so when it is asked
  }
}

async function askNow() {
  withdraw();
  button.disabled = true;
  said.textContent = "";
  try {
    send(form, await ask({}));
  } catch (error) {
    said.textContent = error instanceof TypeError ? form.dataset.failed : form.dataset.cancelled;
    button.disabled = false;
    offerWherePossible();
  }
}

async function offerWherePossible() {
  if (!("autofill" in form.dataset)) return;
  if (await PublicKeyCredential.isConditionalMediationAvailable?.()) offerInField();
}

if (form && knowsPasskeys()) {
  form.hidden = false;
  button.addEventListener("click", askNow);
  addEventListener("pagehide", withdraw);
  addEventListener("pageshow", (shown) => {
    if (!shown.persisted) return;
    button.disabled = false;
    offerWherePossible();
  });
  offerWherePossible();
}
