// What is done about a customer who abuses the agent: words that calm, a formal warning, the supervisor; each is on record before the next.

import { uuid } from "./chat-store.js";
import { call } from "./desk-api.js";

const STEPS = ["calming", "warning", "supervisor"];
const $ = (id) => document.getElementById(id);

export function makeMeasure(texts, idOf, changed) {
  let taken = [];

  function draw() {
    for (const step of STEPS) {
      const button = $(`measure-${step}`);
      button.disabled = taken.includes(step) || STEPS.find((s) => !taken.includes(s)) !== step;
      button.setAttribute("aria-pressed", String(taken.includes(step)));
    }
    $("measure-state").textContent = taken.length === STEPS.length ? texts["measure.done"] : "";
  }

  for (const step of STEPS) {
    $(`measure-${step}`).addEventListener("click", async () => {
      $(`measure-${step}`).disabled = true;
      const answer = await call("PUT", `/api/v1/conversations/${idOf()}/measures`, { id: uuid(), step });
      $("measure-fault").textContent = answer.status === 204 ? "" : answer.data?.title ?? texts[answer.status === 0 ? "lost" : "failed"];
      if (answer.status === 204) taken = [...taken, step];
      draw();
      changed();
      document.querySelector("#measures button:not([disabled])")?.focus();
    });
  }

  return {
    show(conversation) {
      taken = conversation.measures;
      $("measures").hidden = taken.length === 0;
      $("measure-fault").textContent = "";
      draw();
    },
    /** The customer abuses the agent, or did before. */
    suggest: (isAbusive) => ($("measures").hidden &&= !isAbusive),
  };
}
