// Putting a contact off: it waits apart until its time or the customer's next word; then it comes back by itself.

import { fill } from "./answer-text.js";
import { call } from "./desk-api.js";

const $ = (id) => document.getElementById(id);

export function makeSnooze(texts, idOf, changed) {
  const say = (answer) => {
    $("snooze-fault").textContent = answer.status === 204 ? "" : answer.data?.title ?? texts[answer.status === 0 ? "lost" : "failed"];
    if (answer.status === 204) $("snooze-box").open = false;
    changed();
  };

  $("snooze").addEventListener("submit", async (event) => {
    event.preventDefault();
    say(await call("PUT", `/api/v1/conversations/${idOf()}/snooze`, { minutes: Number($("snooze-minutes").value) }));
  });
  $("wake").addEventListener("click", async () => {
    say(await call("DELETE", `/api/v1/conversations/${idOf()}/snooze`));
    $("reply").focus();
  });

  /** Shows how long the open contact is still put off; none when it is not. */
  return (left, clock) => {
    $("snoozed").hidden = left === null;
    $("snooze-box").hidden ||= left !== null;
    if (left !== null) $("snooze-left").textContent = left > 0 ? fill(texts["snooze.left"], clock(left)) : texts["snooze.back"];
  };
}
