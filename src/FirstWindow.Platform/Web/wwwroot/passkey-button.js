// A button that proves by passkey who is there: data-challenges and data-proof say where, data-with which fields go along; with data-alone
// they may be empty.

import { canUsePasskeys, proveByPasskey } from "./passkey.js";

async function prove(button) {
  const fields = button.form.elements;
  const names = button.dataset.with.split(" ");
  if (!("alone" in button.dataset) && !names.every((name) => fields[name].reportValidity())) return;
  const fault = document.getElementById(button.getAttribute("aria-describedby"));
  fault.textContent = "";
  button.disabled = true;
  const more = Object.fromEntries(names.map((name) => [name, fields[name].value]));
  const answer = await proveByPasskey(button.dataset.challenges, button.dataset.proof, more);
  if (answer.status === 200) {
    location.assign(answer.data.next);
    return;
  }
  button.disabled = false;
  fault.textContent = answer.data?.title ?? button.dataset.failed;
  button.focus();
}

for (const button of document.querySelectorAll("[data-proof]")) {
  button.hidden = !canUsePasskeys;
  button.addEventListener("click", () => prove(button));
}
