// @@ in a note names a colleague, who is told.

import { call } from "./desk-api.js";
import { makePick } from "./desk-pick.js";

const TRIGGER = /(@@|＠＠)([^\s@＠]{0,20})$/;
const $ = (id) => document.getElementById(id);

export function makeMention(texts) {
  const named = new Map(); // "@name number" as it stands in the note → id.
  const takes = makePick({
    box: $("note-text"), list: $("colleagues"), status: $("colleagues-found"), none: texts["colleagues.none"], found: texts["wordings.found"],
    typed(before) {
      const match = TRIGGER.exec(before);
      return match ? { kind: "colleague", words: match[2], length: match[1].length + match[2].length } : null;
    },
    async find({ words }) {
      const answer = await call("GET", `/api/v1/desk/colleagues?q=${encodeURIComponent(words)}`);
      return (answer.data ?? []).map((c) => ({ id: c.id, title: c.name, text: c.number }));
    },
    take(option, now, replace) {
      const mark = `@${option.title}(${option.text})`;
      named.set(mark, option.id);
      replace(`${mark} `);
    },
  });
  $("note-text").addEventListener("keydown", takes);

  return {
    /** Ids of those whose mark still stands in the text. */
    namedIn: (text) => [...named].filter(([mark]) => text.includes(mark)).map(([, id]) => id),
  };
}
