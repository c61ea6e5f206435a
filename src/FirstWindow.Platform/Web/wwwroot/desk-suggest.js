// What a customer proposes, written down at the desk: it gets an owner, a day and an answer.

import { uuid } from "./chat-store.js";
import { call } from "./desk-api.js";

const $ = (id) => document.getElementById(id);

export function makeSuggest(texts, idOf) {
  let sending = null; // The same words go under the same id.
  $("suggest").addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = $("suggestion").value.trim();
    if (text === "") return;
    if (sending?.text !== text) sending = { id: uuid(), text };
    const answer = await call("POST", `/api/v1/desk/contacts/${idOf()}/suggestions`, sending);
    if (answer.status === 200) $("suggest").reset();
    $("suggest-state").textContent = answer.status === 200 ? texts["suggest.taken"] : answer.data?.title ?? texts[answer.status === 0 ? "lost" : "failed"];
  });
}
