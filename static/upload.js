// A file goes to the server in parts, and on where it was after a break; then its import is watched.

const form = document.querySelector("form[data-uploads]");
const words = form?.dataset ?? {};
const bar = document.getElementById("upload-progress");
const status = document.getElementById("upload-status");
const TRIES = 8;
const SMALL = 48 * 1024; // bytes of a part that every proxy takes

form?.addEventListener("submit", async (event) => {
  const file = form.elements.file.files[0];
  if (!file) return;
  event.preventDefault();
  form.querySelector("button").disabled = true;
  bar.hidden = false;
  try {
    await follow(await send(file));
  } catch (error) {
    say(error.said || words.failed);
    bar.hidden = true;
    form.querySelector("button").disabled = false;
  }
});

async function send(file) {
  const known = remembered(file);
  let upload = known && (await asked(`${words.uploads}/${known}`).catch(() => null));
  if (!upload || upload.state !== "coming") {
    upload = await asked(words.uploads, new URLSearchParams({ name: file.name, size: file.size }));
    remember(file, upload.id);
  }
  let size = upload.part;
  for (let failed = 0; upload.received < file.size;) {
    const part = file.slice(upload.received, upload.received + size);
    try {
      upload = await asked(`${words.uploads}/${upload.id}?from=${upload.received}`, part);
      failed = 0;
    } catch (error) {
      failed += 1;
      if (error.status === 413 && size > SMALL) size = SMALL; // a proxy takes no more
      else if (failed > TRIES || error.final) throw error;
      await pause(500 * 2 ** failed);
      upload = await asked(`${words.uploads}/${upload.id}`).catch(() => upload);
    }
    show(upload.received, file.size, words.sending);
  }
  return asked(`${words.uploads}/${upload.id}/start`, new URLSearchParams());
}

async function follow(upload) {
  for (let state = upload; ; state = await asked(`${words.uploads}/${upload.id}`)) {
    show(state.done, state.size, words.importing.replace("{rows}", state.rows.toLocaleString(document.documentElement.lang)));
    if (state.state === "failed") throw Object.assign(new Error(), { said: state.said });
    if (state.state === "done") break;
    await pause(700);
  }
  location.reload();
}

async function asked(address, body) {
  const headers = { Accept: "application/json" };
  const answer = await fetch(address, body === undefined ? { headers } : { method: "POST", body, headers });
  if (answer.redirected) location.reload(); // to log in, and from there back to this page
  const { error, detail, ...said } = await answer.json().catch(() => ({}));
  if (said.id && (answer.ok || answer.status === 409)) return said;
  const final = answer.status < 500 || Boolean(error && !detail); // a detail is any page's own
  throw Object.assign(new Error(), { said: detail || error, final, status: answer.status });
}

function show(done, all, text) {
  bar.max = all;
  bar.value = done;
  say(`${text} ${Math.floor((100 * done) / all)} %`);
}

const say = (text) => {
  status.textContent = text;
};
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const name = (file) => `upload ${words.uploads} ${file.name} ${file.size} ${file.lastModified}`;
const remember = (file, id) => {
  try {
    localStorage.setItem(name(file), id);
  } catch { /* it begins anew then */ }
};
const remembered = (file) => {
  try {
    return localStorage.getItem(name(file));
  } catch {
    return null;
  }
};
