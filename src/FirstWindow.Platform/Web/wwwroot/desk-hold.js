// Asking a customer to wait: with a reason and a time, an apology that the server words, and a clock until one is back.

import { fill } from "./answer-text.js";
import { uuid } from "./chat-store.js";
import { call } from "./desk-api.js";

const $ = (id) => document.getElementById(id);

export function makeHold(texts, idOf, changed) {
  const say = (answer) => {
    $("hold-fault").textContent = answer.status === 204 ? "" : answer.data?.title ?? texts[answer.status === 0 ? "lost" : "failed"];
    if (answer.status === 204) $("hold-box").open = false;
    changed();
  };

  $("hold").addEventListener("submit", async (event) => {
    event.preventDefault();
    say(await call("PUT", `/api/v1/conversations/${idOf()}/hold`, {
      id: uuid(), reason: $("hold-reason").value || null, minutes: Number($("hold-minutes").value),
    }));
    $("reply").focus();
  });
  $("resume").addEventListener("click", async () => {
    say(await call("DELETE", `/api/v1/conversations/${idOf()}/hold`));
    $("reply").focus();
  });

  /** Shows how long the customer still waits; none when not on hold. */
  return (left, clock) => {
    $("on-hold").hidden = left === null;
    $("hold-box").hidden ||= left !== null;
    if (left === null) return;
    $("on-hold").classList.toggle("is-bad", left <= 0);
    $("hold-left").textContent = fill(texts[left <= 0 ? "hold.late" : "hold.left"], clock(Math.abs(left)));
  };
}
