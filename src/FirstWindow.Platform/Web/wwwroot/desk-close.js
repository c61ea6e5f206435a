// How a contact leaves the desk: to colleagues, or closed with its record. A refusal is shown at the field that is missing.

import { make } from "./answer-text.js";
import { call } from "./desk-api.js";

const $ = (id) => document.getElementById(id);
const FIELD_OF = {
  "wrap-up.contact-missing": "wrap-name", "wrap-up.contact-way-invalid": "wrap-way", "wrap-up.category-missing": "wrap-category",
  "wrap-up.need-missing": "wrap-need", "wrap-up.outcome-missing": "wrap-outcome", "wrap-up.further-need-missing": "wrap-further",
  "wrap-up.summary-missing": "wrap-summary", "wrap-up.measures-missing": "wrap-outcome", "wrap-up.grievance-open": "wrap-remedy",
  "wrap-up.need-behind-feeling": "wrap-need", "wrap-up.freeze-left-open": "wrap-summary", "transfer.queue": "transfer-queue", "conversation.not-found": "wrap-summary",
};

function clear(form) {
  for (const fault of form.querySelectorAll(".fault")) fault.replaceChildren();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

function point(answer, texts, fallback) {
  const field = $(FIELD_OF[answer.data?.code] ?? fallback);
  const fault = $(`${field.id}-fault`);
  const isTooShort = answer.data?.code === "request.invalid" && field.id === "transfer-summary";
  fault.textContent = isTooShort ? texts["transfer-summary"] : answer.data?.title ?? texts[answer.status === 0 ? "lost" : "failed"];
  if (answer.data?.clause) {
    fault.append(" ", make("a", "", answer.data.clause, { href: `/rulebook/${answer.data.clause}`, target: "_blank" }));
  }
  field.setAttribute("aria-invalid", "true");
  field.focus();
}

export function makeClosing(texts, idOf, onGone) {
  let pending = null;
  let isReleased = false;

  // The stream may tell that the contact is gone before the answer says why.
  async function send(method, id, action, body) {
    [pending, isReleased] = [id, false];
    const answer = await call(method, `/api/v1/conversations/${id}/${action}`, body);
    pending = null;
    if (answer.status !== 204 && isReleased) onGone(id, texts["released"]);
    return answer;
  }

  $("transfer").addEventListener("submit", async (event) => {
    event.preventDefault();
    clear($("transfer"));
    const id = idOf();
    const answer = await send("POST", id, "transfers", {
      queue: $("transfer-queue").value, summary: $("transfer-summary").value.trim(),
    });
    if (answer.status !== 204) return point(answer, texts, "transfer-summary");
    $("transfer").reset();
    onGone(id, texts["transferred"]);
  });

  $("wrap-up").addEventListener("submit", async (event) => {
    event.preventDefault();
    clear($("wrap-up"));
    const id = idOf();
    const value = (field) => $(`wrap-${field}`).value.trim() || null;
    const answer = await send("PUT", id, "wrap-up", {
      contact: { name: value("name"), way: value("way"), declined: value("declined") }, category: value("category"), need: value("need"),
      outcome: value("outcome"), furtherNeed: value("further"), summary: value("summary"), remedy: value("remedy"),
    });
    if (answer.status !== 204) return point(answer, texts, "wrap-summary");
    $("wrap-up").reset();
    onGone(id, texts["archived"], event.submitter?.id === "file-next");
  });

  return {
    /** Whether the answer still to come will tell that this contact has left. */
    awaits(id) {
      isReleased ||= pending === id;
      return pending === id;
    },
    /** What a macro says the record begins with; what a person wrote stays. */
    begin({ category, need }) {
      $("wrap-category").value ||= category;
      $("wrap-need").value ||= need;
    },
    reset() {
      for (const form of [$("transfer"), $("wrap-up")]) {
        form.reset();
        clear(form);
      }
    },
  };
}
