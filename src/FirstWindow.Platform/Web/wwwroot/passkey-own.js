// Adds a passkey to the own account: the code first, then the person's device.

import { canUsePasskeys, makePasskey, send } from "./passkey.js";

const form = document.getElementById("passkey-form");
const fault = document.getElementById("passkey-fault");

function fail(answer) {
  fault.textContent = answer?.data?.title ?? form.dataset.failed;
  form.elements.code.value = ""; // A code works once.
  form.elements.code.focus();
}

async function add() {
  const asked = await send("/api/v1/my-account/passkeys/challenges", { code: form.elements.code.value });
  if (asked.status !== 201) return fail(asked);
  const made = await makePasskey(asked.data);
  if (!made) return fail();
  const added = await send("/api/v1/my-account/passkeys", { ...made, name: form.elements.name.value });
  if (added.status !== 201) return fail(added);
  location.assign("/my-account?done=passkey-added");
}

if (form && canUsePasskeys) {
  form.hidden = false;
  document.getElementById("passkey-cannot").hidden = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    fault.textContent = "";
    button.disabled = true;
    await add();
    button.disabled = false;
  });
}
