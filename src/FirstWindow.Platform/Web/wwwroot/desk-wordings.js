// What the composer offers while one types: :: scripts, ?? articles, // macros. What was taken, what was left and what was not found is
// told to the library.

import { uuid } from "./chat-store.js";
import { call } from "./desk-api.js";
import { makePick } from "./desk-pick.js";

const MOST = 6;
const TRIGGER = /(::|：：)([^\n:：]{0,40})$|(?:^|\s)(\?\?|？？)([^\n?？]{0,40})$|(?:^|\s)(\/\/|／／)([^\n/／]{0,40})$/;
const $ = (id) => document.getElementById(id);

/** What a customer is sent is plain text: headings and bold marks would be read as signs. */
export function asReply(article) {
  return article.body.replaceAll("\r", "").replace(/^#+ +(.+)$/gm, "$1:").replaceAll("**", "").trim();
}

export function makeWordings(texts, about, changed, runMacro) {
  /** Tells the library what became of a version that was shown. */
  function note(kind, outcome, version) {
    const { id } = about();
    if (id && kind !== "macro") call("POST", `/api/v1/conversations/${id}/wordings`, { id: uuid(), kind, outcome, version });
  }

  function typed(before) {
    const match = TRIGGER.exec(before);
    if (!match) return null;
    const [sign, words] = match[1] ? [match[1], match[2]] : match[3] ? [match[3], match[4]] : [match[5], match[6]];
    return { kind: match[1] ? "script" : match[3] ? "article" : "macro", words: words.trim(), length: sign.length + words.length };
  }

  async function find({ kind, words }) {
    const { locale, emotion } = about();
    if (kind === "article") {
      const answer = await call("GET", `/api/v1/articles?locale=${locale}&q=${encodeURIComponent(words)}`);
      return (answer.data ?? []).slice(0, MOST).map((a) => ({ version: a.versionId, title: a.title, text: asReply(a) }));
    }
    const answer = await call("GET", kind === "macro" ? `/api/v1/macros?locale=${locale}` : `/api/v1/scripts?locale=${locale}`);
    const fits = (...texts) => words.toLowerCase().split(/\s+/).every((word) => texts.join(" ").toLowerCase().includes(word));
    if (kind === "macro") return (answer.data ?? []).filter((m) => fits(m.title, m.slug, m.text)).slice(0, MOST);
    return (answer.data ?? []).filter((s) => fits(s.text, s.slug, texts[`stage.${s.stage}`], s.scene))
      .sort((a, b) => (b.emotion === emotion) - (a.emotion === emotion)).slice(0, MOST)
      .map((s) => ({ version: s.id, title: texts[`stage.${s.stage}`] ?? s.stage, text: s.text }));
  }

  const takes = makePick({
    box: $("reply"), list: $("wordings"), status: $("wordings-found"), none: texts["wordings.none"], found: texts["wordings.found"], typed, find,
    take(option, { kind }, replace) {
      replace(kind === "macro" ? "" : filled(option.text));
      if (kind === "macro") runMacro(option);
      else note(kind, "used", option.version);
      changed();
    },
    left: ({ kind }, options) => note(kind, options.length === 0 ? "nothing" : "rejected", options[0]?.version ?? null),
  });

  /** A text with what the house knows of itself and of who speaks. */
  function filled(text) {
    return text.replaceAll("{bank}", texts["bank"]).replaceAll("{number}", texts["number"]);
  }

  return { note, takes, filled };
}
