// The list that opens while one types: :: for scripts, ?? for articles. Arrows choose, Enter inserts, Esc closes. What was taken, what
// was left and what was not found is told to the library.

import { fill, make } from "./answer-text.js";
import { uuid } from "./chat-store.js";
import { call } from "./desk-api.js";

const ASK_AFTER_MS = 150;
const MOST = 6;
const SHOWN_CHARS = 120;
const TRIGGER = /(::|：：)([^\n:：]{0,40})$|(?:^|\s)(\?\?|？？)([^\n?？]{0,40})$/;
const $ = (id) => document.getElementById(id);

/** What a customer is sent is plain text: headings and bold marks would be read as signs. */
export function asReply(article) {
  return article.body.replaceAll("\r", "").replace(/^#+ +(.+)$/gm, "$1:").replaceAll("**", "").trim();
}

export function makePick(texts, about, changed) {
  const box = $("reply");
  const list = $("wordings");
  let open = null; // { kind, words, length of what was typed, options, chosen }
  let timer = 0;

  /** Tells the library what became of a version that was shown. */
  function note(kind, outcome, version) {
    const { id } = about();
    if (id) call("POST", `/api/v1/conversations/${id}/wordings`, { id: uuid(), kind, outcome, version });
  }

  function typed() {
    const match = TRIGGER.exec(box.value.slice(0, box.selectionStart));
    if (!match) return null;
    const words = (match[2] ?? match[4]).trim();
    return { kind: match[1] ? "script" : "article", words, length: (match[1] ?? match[3]).length + (match[2] ?? match[4]).length };
  }

  async function find({ kind, words }) {
    const { locale, emotion } = about();
    if (kind === "article") {
      const answer = await call("GET", `/api/v1/articles?locale=${locale}&q=${encodeURIComponent(words)}`);
      return (answer.data ?? []).slice(0, MOST).map((a) => ({ version: a.versionId, title: a.title, text: asReply(a) }));
    }
    const answer = await call("GET", `/api/v1/scripts?locale=${locale}`);
    const fits = (s) => words.toLowerCase().split(/\s+/).every((word) => [s.text, s.slug, texts[`stage.${s.stage}`], s.scene].join(" ").toLowerCase().includes(word));
    return (answer.data ?? []).filter(fits).sort((a, b) => (b.emotion === emotion) - (a.emotion === emotion)).slice(0, MOST)
      .map((s) => ({ version: s.id, title: texts[`stage.${s.stage}`] ?? s.stage, text: s.text }));
  }

  function choose(at) {
    open.chosen = at;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    box.setAttribute("aria-activedescendant", list.children[at]?.id ?? "");
  }

  function draw() {
    list.replaceChildren(...open.options.map((option, i) => {
      const item = make("li", "", undefined, { role: "option", id: `wording-${i}` });
      item.append(make("strong", "", option.title), " ", make("span", "", option.text.slice(0, SHOWN_CHARS)));
      item.addEventListener("mousedown", (event) => event.preventDefault()); // The composer keeps the focus.
      item.addEventListener("click", () => insert(option));
      return item;
    }));
    list.hidden = open.options.length === 0;
    $("wordings-found").textContent = open.options.length === 0 ? texts["wordings.none"] : fill(texts["wordings.found"], open.options.length);
    if (open.options.length > 0) choose(0);
  }

  function close() {
    clearTimeout(timer);
    open = null;
    list.hidden = true;
    list.replaceChildren();
    $("wordings-found").textContent = "";
    box.removeAttribute("aria-activedescendant");
  }

  // A blank that only the agent can fill is selected, so that typing fills it.
  function insert(option) {
    const { kind, length } = open;
    const end = box.selectionStart;
    const start = end - length;
    const text = option.text.replaceAll("{bank}", texts["bank"]).replaceAll("{number}", texts["number"]);
    box.setRangeText(text, start, end, "end");
    const blank = /\{[a-z]+\}/.exec(text);
    if (blank) box.setSelectionRange(start + blank.index, start + blank.index + blank[0].length);
    note(kind, "used", option.version);
    close();
    changed();
    box.focus();
  }

  function look() {
    const now = typed();
    if (!now) return close();
    if (open?.kind === now.kind && open.words === now.words) return;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const options = await find(now);
      if (typed()?.words !== now.words) return;
      open = { ...now, options, chosen: 0 };
      draw();
    }, ASK_AFTER_MS);
  }

  box.addEventListener("input", look);
  box.addEventListener("blur", close);

  return {
    note,
    close,
    /** Whether the list took the key. */
    takes(event) {
      if (!open || event.isComposing) return false;
      const count = open.options.length;
      if (event.key === "Escape") {
        note(open.kind, count === 0 ? "nothing" : "rejected", count === 0 ? null : open.options[0].version);
        close();
      } else if (count === 0) return false;
      else if (event.key === "ArrowDown") choose((open.chosen + 1) % count);
      else if (event.key === "ArrowUp") choose((open.chosen + count - 1) % count);
      else if (event.key === "Enter" || event.key === "Tab") insert(open.options[open.chosen]);
      else return false;
      event.preventDefault();
      return true;
    },
  };
}
