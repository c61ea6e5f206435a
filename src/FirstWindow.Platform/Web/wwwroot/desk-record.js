// The record of a contact while it is written: every field is kept on the server as it is typed, in this window until then. Words of
// another window are never put over what stands here, nor written over there: they are shown, and one click chooses.

import { fill } from "./answer-text.js";
import { call } from "./desk-api.js";
import { unsaved } from "./desk-unsaved.js";
import { before, page, showOffer } from "./desk-window.js";

const SAVE_AFTER_MS = 800;
const FIELDS = ["name", "way", "declined", "category", "outcome", "remedy", "need", "further", "summary"];
const $ = (id) => document.getElementById(id);
const box = (field) => $(`wrap-${field}`);

const nameOf = (id) => `fw_record_${id}`;
const safety = {
  read: (id) => JSON.parse(unsaved.read(nameOf(id)) ?? "{}"),
  write: (id, fields) => unsaved.write(nameOf(id), Object.keys(fields).length > 0 ? JSON.stringify(fields) : ""),
};

export function makeRecord(texts, idOf) {
  let known = {}; // Field → the newest edit this window has seen.
  let others = []; // Fields as another window left them.
  let timer = 0;
  let saving = Promise.resolve();

  function offer() {
    others = others.filter((o) => o.text !== box(o.field).value.trim());
    const at = new Date(Math.max(...others.map((o) => Date.parse(o.at))));
    showOffer("record", fill(texts["record.offer"], at.toLocaleTimeString(document.documentElement.lang)), others.map((o) => {
      const shown = o.field === "category" ? texts[`category.${o.text}`] : o.field === "outcome" ? [...box("outcome").options].find((x) => x.value === o.text)?.text : o.text;
      return `${texts[`record.${o.field}`]}: ${shown || "—"}`;
    }));
  }

  async function save(id) {
    const typed = safety.read(id);
    const fields = Object.entries(typed).filter(([field]) => !others.some((o) => o.field === field))
      .map(([field, text]) => ({ field, text, known: known[field] ?? 0 }));
    if (fields.length === 0) return;
    const answer = await call("PUT", `/api/v1/conversations/${id}/record-draft`, { page, fields });
    if (answer.status === 404) return safety.write(id, {}); // The contact is no longer in these hands.
    const isOpen = idOf() === id;
    if (answer.status !== 200) {
      if (isOpen) $("record-state").textContent = texts["record.here"];
      if (answer.status === 0 || answer.status >= 429) soon();
      return;
    }
    const left = safety.read(id); // More may have been typed meanwhile.
    for (const kept of answer.data.filter((f) => f.isKept)) {
      if (left[kept.field] === typed[kept.field]) delete left[kept.field];
      if (isOpen) known[kept.field] = kept.edit;
    }
    safety.write(id, left);
    if (!isOpen) return;
    others.push(...answer.data.filter((f) => !f.isKept));
    $("record-state").textContent = texts["record.saved"];
    offer();
  }

  function soon() {
    timer ||= setTimeout(() => {
      timer = 0;
      const id = idOf();
      if (id) saving = saving.then(() => save(id));
    }, SAVE_AFTER_MS);
  }

  function compare(record, isShowing) {
    const typed = safety.read(idOf());
    others = [];
    for (const one of record) {
      const isOwn = before.includes(one.page) && isShowing && !(one.field in typed);
      if (isOwn) box(one.field).value = one.text;
      if (isOwn || one.page === page) known[one.field] = one.edit;
      else if (one.edit > (known[one.field] ?? 0)) others.push(one);
    }
    offer();
  }

  $("wrap-up").addEventListener("input", (event) => {
    const id = idOf();
    const field = event.target.id.replace("wrap-", "");
    if (!id || !FIELDS.includes(field)) return;
    safety.write(id, { ...safety.read(id), [field]: event.target.value });
    soon();
  });
  $("record-take").addEventListener("click", () => {
    const typed = safety.read(idOf());
    for (const one of others) {
      box(one.field).value = one.text;
      known[one.field] = one.edit;
      delete typed[one.field];
    }
    safety.write(idOf(), typed);
    const first = others[0].field;
    others = [];
    offer();
    box(first).focus();
  });
  $("record-keep").addEventListener("click", () => {
    const typed = safety.read(idOf());
    for (const one of others) {
      known[one.field] = one.edit;
      typed[one.field] = box(one.field).value;
    }
    safety.write(idOf(), typed);
    const first = others[0].field;
    others = [];
    offer();
    soon();
    box(first).focus();
  });
  // Who comes back to this window sees what was written in another one.
  document.addEventListener("visibilitychange", async () => {
    const id = idOf();
    if (document.hidden || !id) return;
    const answer = await call("GET", `/api/v1/conversations/${id}/record-draft`);
    if (answer.status === 200 && idOf() === id) compare(answer.data, false);
  });

  return {
    show(record) {
      known = {};
      $("record-state").textContent = "";
      compare(record, true);
      for (const [field, text] of Object.entries(safety.read(idOf()))) {
        box(field).value = text;
        soon();
      }
      offer();
    },
    /** The record is filed: nothing of it is kept here. */
    done: (id) => safety.write(id, {}),
  };
}
