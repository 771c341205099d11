// A browser's passkeys as JSON: the bytes in them travel as base64url.

export function knowsPasskeys() {
  return Boolean(globalThis.PublicKeyCredential && navigator.credentials);
}

function toBytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function toText(buffer) {
  const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const listed = (keys = []) => keys.map((each) => ({ ...each, id: toBytes(each.id) }));

// What the server says as the browser takes it.
export function asOptions(said) {
  const options = { ...said, challenge: toBytes(said.challenge) };
  if (said.user) options.user = { ...said.user, id: toBytes(said.user.id) };
  if (said.excludeCredentials) options.excludeCredentials = listed(said.excludeCredentials);
  if (said.allowCredentials) options.allowCredentials = listed(said.allowCredentials);
  return options;
}

const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

// A key that was made or shown, as the server takes it.
export function asJson(credential) {
  const response = {};
  for (const part of PARTS) {
    if (credential.response[part]) response[part] = toText(credential.response[part]);
  }
  const rawId = toText(credential.rawId);
  return JSON.stringify({ id: credential.id, rawId, type: credential.type, response, clientExtensionResults: {} });
}

export function send(form, credential) {
  form.elements.credential.value = asJson(credential);
  form.submit();
}
