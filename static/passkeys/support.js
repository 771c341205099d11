// The form of another passkey, for browsers that can make one.

import { knowsPasskeys } from "./credentials.js";

if (knowsPasskeys()) {
  document.getElementById("no-passkeys")?.remove();
  document.getElementById("new-passkey")?.removeAttribute("hidden");
}
