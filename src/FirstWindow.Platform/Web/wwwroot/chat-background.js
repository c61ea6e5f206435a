// What may be told while one waits anyway. Nobody has to: the place in the queue is the same.

import { make } from "./answer-text.js";
import { call } from "./chat-send.js";
import { kept } from "./chat-store.js";

const $ = (id) => document.getElementById(id);

export function makeBackground(texts, sender, view) {
  const path = () => `/api/v1/conversations/${kept.id}/background`;
  let asked = null; // For which conversation.

  const hide = (said) => view.follow(() => {
    $("background").hidden = true;
    $("background-state").textContent = said;
  });

  $("background").addEventListener("submit", async (event) => {
    event.preventDefault();
    const answers = [...$("background-questions").querySelectorAll("input")].map((input) => input.value.trim() || null);
    const answer = await call("PUT", path(), { answers });
    if (answer.status === 204) hide(answers.some(Boolean) ? texts["background.thanks"] : "");
    else $("background-state").textContent = answer.data?.title ?? texts["failed"];
  });
  $("background-skip").addEventListener("click", () => hide(""));

  return async () => {
    if (asked === kept.id) return;
    asked = kept.id;
    const answer = await sender.calmly("GET", path());
    const questions = answer.status === 200 ? answer.data.questions : [];
    view.follow(() => {
      $("background-state").textContent = "";
      $("background-questions").replaceChildren(...questions.map((question) => {
        const label = make("label", "", question);
        label.append(make("input", "", undefined, { maxlength: "400", autocomplete: "off" }));
        return label;
      }));
      $("background").hidden = questions.length === 0;
    });
  };
}
