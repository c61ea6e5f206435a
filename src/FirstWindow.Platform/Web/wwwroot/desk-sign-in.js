// Signs in again in place, by code or passkey: what the page holds stays, and calls that waited go on.

import { call, renewBy, renewSession } from "./desk-api.js";
import { canUsePasskeys, proveByPasskey } from "./passkey.js";

const $ = (id) => document.getElementById(id);

/** `before` when the session is over, `after` when there is one again. */
export function signInAgain({ before, after, texts }) {
  const dialog = $("sign-in");
  const form = $("sign-in-form");
  const byPasskey = $("sign-in-passkey");
  let resolve = null;

  function answered(answer, fault) {
    if (answer.status !== 200) {
      $("sign-in-fault").textContent = answer.data?.title ?? fault;
      return;
    }
    if (answer.data.number !== $("desk").dataset.number) {
      location.reload(); // Somebody else sits here now: none of this is theirs to see.
      return;
    }
    form.reset();
    $("sign-in-fault").textContent = "";
    dialog.close();
    document.dispatchEvent(new Event("unlocked"));
    after();
    resolve();
  }

  renewBy(() => new Promise((done) => {
    resolve = done;
    before();
    document.body.classList.add("is-covered");
    document.dispatchEvent(new Event("session-over")); // Nothing of it stays in the tab.
    dialog.showModal();
  }));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    answered(await call("POST", "/api/v1/session", Object.fromEntries(new FormData(form))), texts["lost"]);
  });
  if (byPasskey && canUsePasskeys) {
    byPasskey.hidden = false;
    byPasskey.addEventListener("click", async () => {
      const { userName, password } = form.elements;
      if (!("alone" in byPasskey.dataset) && ![userName, password].every((field) => field.reportValidity())) return;
      const more = { userName: userName.value, password: password.value };
      answered(await proveByPasskey("/api/v1/session/challenges", "/api/v1/session/passkey", more), byPasskey.dataset.failed);
    });
  }
  document.addEventListener("session-over", (event) => {
    if (!event.cancelable) return;
    event.preventDefault(); // The lock asks: one signs in again here.
    renewSession();
  });
  dialog.addEventListener("cancel", (event) => event.preventDefault());
}
