// A supervisor takes an alert or an overdue promise, or says that an alert is settled; the list is fetched again.

import { call } from "./desk-api.js";

const list = document.getElementById("alerts") ?? document.getElementById("board");
const fault = document.getElementById("alert-fault");

list.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-alert], [data-promise]");
  if (!button) return;
  button.disabled = true;
  const { alert, promise, from } = button.dataset;
  const answer = await (alert
    ? call("PUT", `/api/v1/alerts/${alert}/${button.dataset.do}`, {})
    : call("PUT", `/api/v1/promises/${promise}/owner`, { from: from || null }));
  fault.textContent = answer.status === 204 ? "" : answer.data?.title ?? "";
  window.htmx.trigger(list, "changed");
});
