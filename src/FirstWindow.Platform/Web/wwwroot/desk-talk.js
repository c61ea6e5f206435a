// The middle of the desk: one conversation and its composer.

import { fill, make, plain, rich } from "./answer-text.js";
import { sendFile, showFile, takeFiles } from "./chat-files.js";
import { uuid } from "./chat-store.js";
import { call, passes, wait } from "./desk-api.js";
import { makeCheck } from "./desk-check.js";
import { makeDraft } from "./desk-draft.js";
import { makeWordings } from "./desk-wordings.js";

const $ = (id) => document.getElementById(id);

export function makeTalk(texts, told) {
  let open = null; // { id, last, agent, lastCustomerSeq }
  let sending = null; // The same words go under the same id until they are accepted.
  const draft = makeDraft(texts, () => open?.id, { onTyped: () => check.soon(), onTaken: told.onTaken });
  const check = makeCheck(texts, () => open?.id, draft.keep);
  const wordings = makeWordings(texts, () => ({ id: open?.id, locale: open?.locale ?? "zh", emotion: told.emotion() }), draft.keep, told.onMacro);

  const clock = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

  function banner(text) {
    $("banner").hidden = !text;
    $("banner").textContent = text ?? "";
  }

  function speaker(from) {
    return from === "agent" ? fill(texts["agent"], open.agent) : texts[from];
  }

  function append(event) {
    if (event.seq <= open.last) return;
    open.last = event.seq;
    const state = event.state?.state ?? event.state;
    if (state) {
      open.agent = event.state?.agent ?? open.agent;
      $("talk").append(make("li", "state-line", `${texts[`state.${state}`] ?? state} · ${clock(event.at)}`));
    } else {
      const item = make("li", `bubble from-${event.from}`);
      const head = make("p", "speaker", speaker(event.from));
      head.append(make("time", "", clock(event.at), { datetime: event.at }));
      item.append(head, event.file ? showFile(event.file, filesOf(open.id), {}, texts) : event.from === "assistant" ? rich(event.text) : plain(event.text || texts["erased"]));
      $("talk").append(item);
    }
  }

  const filesOf = (id) => `/api/v1/desk/contacts/${id}/attachments`;
  takeFiles(
    { root: $("conversation"), button: $("attach"), input: $("file"), box: $("reply"), fault: $("file-fault") },
    texts, Number($("desk").dataset.fileMegabytes), async (file) => {
      const { id } = open;
      const tell = (percent) => ($("draft-state").textContent = `${file.name} ${fill(texts["file.sending"], percent)}`);
      const answer = await sendFile(filesOf(id), file, { "X-FirstWindow": "1" }, tell);
      $("draft-state").textContent = "";
      if (open?.id !== id) return;
      if (answer.status === 200 || answer.status === 201) fetchGap();
      else $("file-fault").textContent = fill(texts["file.refused"], file.name, answer.data?.title ?? texts["failed"]);
    });

  function toEnd() {
    $("scroll").scrollTop = $("scroll").scrollHeight;
  }

  // What opens below takes room away; the last words stay in sight for who was reading them.
  const NEAR_PX = 80;
  let wasAtEnd = true;
  $("scroll").addEventListener("scroll", () => (wasAtEnd = $("scroll").scrollHeight - $("scroll").scrollTop - $("scroll").clientHeight < NEAR_PX));
  new ResizeObserver(() => wasAtEnd && toEnd()).observe($("scroll"));

  async function fetchGap() {
    const { id, last } = open;
    const answer = await call("GET", `/api/v1/desk/contacts/${id}/events?after=${last}`);
    if (answer.status === 200 && open?.id === id) {
      answer.data.forEach(append);
      toEnd();
    }
  }

  function refuse(answer, text) {
    if (answer.data?.code === "conversation.behind") {
      banner(texts["behind"]);
      fetchGap();
    } else if (answer.data?.findings) {
      banner(answer.data.title);
      check.show(text, answer.data.findings);
    } else {
      banner(answer.data?.title ?? texts["failed"]);
    }
  }

  async function send() {
    const text = $("reply").value.trim();
    if (!open || text === "" || $("send").disabled) return;
    const { id } = open;
    if (sending?.text !== text || sending.conversation !== id) sending = { id: uuid(), text, conversation: id };
    const message = sending;
    $("send").disabled = true;
    $("reply").readOnly = true;
    let answer;
    for (;;) {
      answer = await call("POST", `/api/v1/conversations/${id}/replies`, { id: message.id, text, seen: open?.id === id ? open.last : null });
      if (!passes(answer.status)) break;
      banner(texts[answer.status === 0 ? "lost" : "busy"]);
      await wait(answer.retryAfterMs);
    }
    $("send").disabled = false;
    $("reply").readOnly = false;
    if (answer.status === 200 || answer.status === 201) {
      sending = null;
      draft.sent(id);
      told.onReplied(id);
      if (open?.id !== id) return;
      banner(null);
      check.clear();
      await fetchGap();
    } else if (open?.id === id) refuse(answer, text);
    if (!document.activeElement?.closest("input, textarea, select, dialog")) $("reply").focus(); // Who went on elsewhere stays there.
  }

  $("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  $("reply").addEventListener("keydown", (event) => {
    if (wordings.takes(event)) return;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    if (event.altKey) document.querySelector("#findings .use")?.click();
    else send();
  });

  return {
    get id() {
      return open?.id ?? null;
    },
    get seen() {
      return open?.last ?? null;
    },
    banner,
    toEnd,
    usedArticle: (version) => wordings.note("article", "used", version),
    filled: wordings.filled,
    show(conversation) {
      open = { id: conversation.contact.id, locale: conversation.locale, last: 0, agent: "" };
      $("nothing-open").hidden = true;
      $("conversation").hidden = false;
      $("conversation-title").textContent = conversation.contact.reference;
      $("talk").replaceChildren();
      check.clear();
      banner(null);
      conversation.events.forEach(append);
      draft.show(open.id, conversation.draft);
    },
    hear(event) {
      if (event.conversation !== open?.id || event.seq <= open.last) return;
      if (event.from === "agent") draft.heard(open.id, event.text);
      if (event.seq > open.last + 1) fetchGap();
      else {
        append(event);
        toEnd();
        if (event.from === "customer") $("heard").textContent = `${texts["customer"]}: ${event.text}`;
      }
    },
    /** Puts words in the place of what stands there. */
    write(text) {
      $("reply").value = text;
      draft.keep();
      $("reply").focus();
    },
    isKept: () => draft.isKept(open.id),
    /** Shows the draft as the server has joined it. */
    joined(own) {
      draft.take(open.id, own);
      $("reply").focus();
    },
    insert(text) {
      const box = $("reply");
      box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
      draft.keep();
      box.focus();
    },
    close(text) {
      open = null;
      $("conversation").hidden = true;
      $("nothing-open").hidden = false;
      $("nothing-open").textContent = text;
    },
  };
}
