// The reply while it is written: kept on the server as it is typed, in this window until then. Words of another window are never put over
// what stands here, nor written over there: they are shown, and one click chooses.

import { fill } from "./answer-text.js";
import { call } from "./desk-api.js";
import { unsaved } from "./desk-unsaved.js";
import { page, showOffer } from "./desk-window.js";

const SAVE_AFTER_MS = 800;
const $ = (id) => document.getElementById(id);
const box = $("reply");

const nameOf = (id) => `fw_desk_${id}`;
const safety = { read: (id) => unsaved.read(nameOf(id)), write: (id, text) => unsaved.write(nameOf(id), text) };

export function makeDraft(texts, idOf, told) {
  const known = new Map(); // Contact → the newest edit this window has seen.
  const byMachine = new Set(); // Contacts whose draft a language model wrote.
  let other = null; // The open contact's draft, as another window left it.
  let timer = 0;
  let saving = Promise.resolve();

  function offer(draft) {
    other = draft;
    const at = draft && new Date(draft.at).toLocaleTimeString(document.documentElement.lang);
    showOffer("draft", draft ? fill(texts["draft.offer"], at) : "", draft ? [draft.text] : []);
  }

  function mark(id, isByMachine) {
    if (isByMachine) byMachine.add(id);
    else byMachine.delete(id);
  }

  /** Has what stands on the server in the box. */
  function take(id, draft) {
    known.set(id, draft.edit);
    safety.write(id, "");
    box.value = draft.text;
    mark(id, draft.isByMachine);
    offer(null);
    told.onTaken(draft.isByMachine);
    if (draft.text) told.onTyped();
  }

  async function save(id, text) {
    if (other && idOf() === id) return ($("draft-state").textContent = texts["draft-here"]); // Until the choice is made.
    const answer = await call("PUT", `/api/v1/conversations/${id}/draft`, { text, page, isByMachine: byMachine.has(id), known: known.get(id) ?? 0 });
    const isSaved = answer.status === 204;
    if (isSaved && safety.read(id) === text) safety.write(id, "");
    if (idOf() !== id) return;
    if (answer.status === 409 && text !== "" && text.startsWith(answer.data.draft.text)) {
      known.set(id, answer.data.draft.edit); // All of it stands here too.
      return save(id, text);
    }
    if (answer.status === 409) offer(answer.data.draft);
    $("draft-state").textContent = text === "" ? "" : texts[isSaved ? "draft-saved" : "draft-here"];
  }

  /** One after the other, so that what was typed last is what stays. */
  const store = (id, text) => (saving = saving.then(() => save(id, text)));
  /** What is still unsaved once the saves before are through. */
  const storeRest = (id) => (saving = saving.then(() => safety.read(id) !== null && save(id, safety.read(id))));

  function keep() {
    const id = idOf();
    if (!id) return;
    safety.write(id, box.value);
    mark(id, box.value && box.classList.contains("by-machine"));
    told.onTyped();
    // While one types on, the draft is saved again and again: the others see that somebody writes.
    timer ||= setTimeout(() => {
      timer = 0;
      const now = idOf() === id ? box.value : safety.read(id); // Another contact may be open by now.
      if (now !== null) store(id, now);
    }, SAVE_AFTER_MS);
  }

  /** Offers what was written elsewhere. If all of this box is on the server, who wrote over it there has seen it: then it is taken. */
  function compare(id, draft) {
    if (draft.page === page || draft.edit <= (known.get(id) ?? 0)) return;
    if (safety.read(id) === null) take(id, draft);
    else if (box.value.startsWith(draft.text)) known.set(id, draft.edit);
    else offer(draft);
  }

  async function refresh(id) {
    const answer = await call("GET", `/api/v1/conversations/${id}/draft`);
    if (answer.status === 200 && idOf() === id) compare(id, answer.data);
  }

  $("draft-take").addEventListener("click", () => {
    take(idOf(), other);
    box.focus();
  });
  $("draft-keep").addEventListener("click", () => {
    known.set(idOf(), other.edit);
    offer(null);
    keep();
    box.focus();
  });
  // Who comes back to this window sees what was written in another one.
  document.addEventListener("visibilitychange", () => !document.hidden && idOf() && refresh(idOf()));
  document.addEventListener("leaving", (event) => {
    for (const [key] of unsaved.all(nameOf(""))) event.detail.push(storeRest(key.slice(nameOf("").length)));
  });
  box.addEventListener("input", keep);

  return {
    keep,
    take,
    show(id, draft) {
      const typed = safety.read(id);
      offer(null);
      $("draft-state").textContent = "";
      if (typed === null) return take(id, draft);
      box.value = typed;
      mark(id, draft.isByMachine);
      told.onTaken(byMachine.has(id));
      told.onTyped();
      compare(id, draft);
    },
    /** Whether the server has all that was typed. */
    async isKept(id) {
      await storeRest(id);
      return safety.read(id) === null;
    },
    /** Sent from here. What another window wrote meanwhile stays, and is offered. */
    sent(id) {
      safety.write(id, "");
      byMachine.delete(id);
      store(id, "");
      if (idOf() !== id) return;
      box.value = "";
      $("draft-state").textContent = "";
    },
    /** Sent from another window: what this one only shows of it has been said. */
    async heard(id, text) {
      await refresh(id);
      if (idOf() !== id || other || safety.read(id) !== null || !text.startsWith(box.value.trim())) return;
      box.value = "";
      byMachine.delete(id);
      $("draft-state").textContent = "";
    },
  };
}
