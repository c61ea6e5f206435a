// A macro is shown whole before anything happens: the words to send, what the record begins with, and what comes then. One confirmation does it.

import { fill } from "./answer-text.js";
import { uuid } from "./chat-store.js";
import { call } from "./desk-api.js";

const $ = (id) => document.getElementById(id);

export function makeMacro(texts, about, done) {
  let macro = null;
  let sending = null; // The same call goes under the same id until it is accepted.

  $("macro-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const { id, seen } = about();
    const text = $("macro-text").value.trim();
    if (sending?.text !== text) sending = { id: uuid(), text };
    $("macro-confirm").disabled = true;
    const answer = await call("POST", `/api/v1/conversations/${id}/macros`, { id: sending.id, slug: macro.slug, text, seen });
    $("macro-confirm").disabled = false;
    const findings = (answer.data?.findings ?? []).map((f) => `${f.clause} ${f.why}`).join(" ");
    $("macro-fault").textContent = answer.status === 204 ? "" : `${answer.data?.title ?? texts[answer.status === 0 ? "lost" : "failed"]} ${findings}`;
    if (answer.status !== 204) return;
    sending = null;
    $("macro-dialog").close();
    done(macro, id);
  });
  $("macro-close").addEventListener("click", () => $("macro-dialog").close());
  $("macro-dialog").addEventListener("close", () => $("reply").focus());

  return (chosen, text) => {
    macro = chosen;
    sending = null;
    $("macro-fault").textContent = "";
    $("macro-title").textContent = chosen.title;
    $("macro-text").value = text;
    $("macro-record").textContent = fill(texts["macro.record"], texts[`category.${chosen.category}`] ?? chosen.category, chosen.need);
    $("macro-wait").textContent = chosen.holdMinutes ? fill(texts["macro.hold"], chosen.holdMinutes)
      : chosen.queue ? fill(texts["macro.transfer"], chosen.queue, chosen.summary)
      : chosen.snoozeMinutes ? fill(texts["macro.snooze"], chosen.snoozeMinutes) : texts["macro.no-wait"];
    $("macro-dialog").showModal();
    const blank = /\{[a-z]+\}/.exec(text);
    if (blank) {
      $("macro-text").focus();
      $("macro-text").setSelectionRange(blank.index, blank.index + blank[0].length);
    } else $("macro-confirm").focus();
  };
}
