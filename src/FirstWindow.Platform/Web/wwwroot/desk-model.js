// Drafts by the language model. One fills an empty box, or after one more click takes the place of what is there; it is never sent from here.

import { fill, make } from "./answer-text.js";
import { call } from "./desk-api.js";

export function makeModel(texts, idOf, write) {
  const parts = [...document.querySelectorAll("[data-machine]")].map((root) => ({
    root,
    ask: root.querySelector("button"),
    said: root.querySelector("[role=status]"),
    offer: root.querySelector(".machine-offer"),
    box: document.getElementById(root.dataset.into),
  }));

  function clear({ said, offer, box }) {
    said.replaceChildren();
    offer.hidden = true;
    box.classList.remove("by-machine");
  }

  function put(part, text) {
    mark(part); // First, so that the words are kept with it.
    write(part.box, text);
  }

  function mark(part) {
    part.offer.hidden = true;
    part.said.textContent = texts["machine.filled"];
    part.box.classList.add("by-machine");
  }

  function refuse({ said }, reasons) {
    const clauses = [...new Map(reasons.map((r) => [r.clause, r])).values()];
    said.textContent = fill(texts["machine.refused"], clauses.map((r) => r.why).join(texts["machine.and"]));
    for (const { clause } of clauses) said.append(" ", make("a", "", clause, { href: `/rulebook/${clause}`, target: "_blank" }));
  }

  async function ask(part) {
    const id = idOf();
    clear(part);
    part.ask.disabled = true;
    part.said.textContent = texts["machine.asking"];
    const answer = await call("POST", `/api/v1/desk/contacts/${id}/machine-drafts`, { purpose: part.root.dataset.machine });
    part.ask.disabled = false;
    if (idOf() !== id) return clear(part);
    if (answer.status !== 200) part.said.textContent = answer.data?.title ?? texts["machine.failed"];
    else if (!answer.data.text) refuse(part, answer.data.reasons);
    else if (part.box.value.trim() === "") put(part, answer.data.text);
    else {
      part.said.textContent = texts["machine.offered"];
      part.offer.querySelector("p").textContent = answer.data.text;
      part.offer.hidden = false;
    }
  }

  for (const part of parts) {
    part.ask.addEventListener("click", () => ask(part));
    part.offer.querySelector("button").addEventListener("click", () => put(part, part.offer.querySelector("p").textContent));
    part.box.addEventListener("input", () => part.box.value === "" && clear(part));
  }

  return {
    /** Forgets what was said of drafts, for all boxes or for those that have been emptied. */
    forget: (isAnotherContact) => parts.filter((p) => isAnotherContact || p.box.value === "").forEach(clear),
    /** Marks what came into the box from elsewhere, as it was marked there: before the page was loaded, by a colleague, in another window. */
    mark: (box, isByMachine) => parts.filter((p) => p.box === box).forEach(isByMachine ? mark : clear),
  };
}
