// A supervisor takes an alert or says that it is settled; the list is fetched again.

import { call } from "./desk-api.js";

const list = document.getElementById("alerts");
const fault = document.getElementById("alert-fault");

list.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-alert]");
  if (!button) return;
  button.disabled = true;
  const answer = await call("PUT", `/api/v1/alerts/${button.dataset.alert}/${button.dataset.do}`, {});
  fault.textContent = answer.status === 204 ? "" : answer.data?.title ?? "";
  window.htmx.trigger(list, "changed");
});
