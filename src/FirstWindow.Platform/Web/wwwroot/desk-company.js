// Who else has the contact open and what they do, what a supervisor whispers, and what a colleague left unsent.

import { fill, make } from "./answer-text.js";
import { call } from "./desk-api.js";

const $ = (id) => document.getElementById(id);

/** One line on who else is at a contact: nobody, or each with what they do. */
export function companyLine(texts, people) {
  return people.map((p) => fill(texts[`doing.${p.doing}`], p.name, p.number)).join(" ");
}

export function makeCompany(texts, talk) {
  const known = new Map(); // Contact → who else is there.
  const whispers = new Set(); // After a lost line the last ones come again.
  let open = null;

  function draw() {
    const people = known.get(open) ?? [];
    $("company").textContent = people.length === 0 ? texts["doing.nobody"] : companyLine(texts, people);
    $("company").className = `company ${people.some((p) => p.doing !== "looking") ? "is-warning" : "quiet"}`;
  }

  function drafts(list) {
    $("other-drafts").replaceChildren(...list.map((draft) => {
      const item = make("li", "notice");
      item.append(make("p", "", fill(texts["draft.of"], draft.name)), make("p", "note-text", draft.text, { dir: "auto" }));
      const take = make("button", "btn", texts["draft.take"], { type: "button" });
      take.addEventListener("click", async () => {
        if (!(await talk.isKept())) return ($("announce").textContent = texts["failed"]); // What is typed here must not be lost by it.
        const answer = await call("POST", `/api/v1/conversations/${open}/draft-takings`, { from: draft.staff });
        item.remove();
        if (answer.status === 200) talk.joined(answer.data);
        else $("announce").textContent = answer.data?.title ?? texts["failed"];
      });
      item.append(take);
      return item;
    }));
  }

  $("whisper-close").addEventListener("click", () => {
    $("whisper").hidden = true;
    $("reply").focus();
  });

  return {
    forget() {
      known.clear();
      draw();
    },
    heard({ conversation, people }) {
      known.set(conversation, people);
      if (conversation === open) draw();
    },
    whispered(note) {
      if (!note.isWhisper || note.conversation !== open || whispers.has(note.id)) return;
      whispers.add(note.id);
      $("whisper").hidden = false;
      $("whisper-words").textContent = fill(texts["whisper"], note.name ?? "", note.text);
    },
    show(conversation) {
      if (open && open !== conversation.contact.id) this.leave();
      open = conversation.contact.id;
      $("whisper").hidden = true;
      call("PUT", `/api/v1/desk/contacts/${open}/attendance`, {});
      drafts(conversation.otherDrafts);
      draw();
    },
    leave() {
      if (open) call("DELETE", `/api/v1/desk/contacts/${open}/attendance`);
      open = null;
    },
  };
}
