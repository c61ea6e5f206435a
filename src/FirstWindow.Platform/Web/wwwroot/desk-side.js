// The right of the desk: whom one speaks with and how they feel, what colleagues noted, earlier contacts, what the knowledge suggests.

import { fill, make, plain, rich } from "./answer-text.js";
import { uuid } from "./chat-store.js";
import { call } from "./desk-api.js";
import { makeMention } from "./desk-mention.js";
import { asReply } from "./desk-wordings.js";

const MOOD_AFTER_MS = 300;
const $ = (id) => document.getElementById(id);

export function makeSide(texts, insert, usedArticle, onAbuse) {
  let open = null; // { id, emotion }
  let moodTimer = 0;
  const mention = makeMention(texts);
  const day = (at) => new Date(at).toLocaleDateString(document.documentElement.lang);

  function customer(conversation) {
    const { customer: who, contact } = conversation;
    const facts = who
      ? [["name", who.name], ["segment", who.segment], ["phone", who.phone], ["card", who.card], ["age", who.age]]
      : [["name", texts["anonymous"]]];
    facts.push(["channel", texts[`channel.${contact.channel}`] ?? contact.channel], ["language", conversation.locale]);
    $("customer").replaceChildren(...facts.filter(([, value]) => value).flatMap(([key, value]) => {
      const cell = make("dd");
      cell.append(make("bdi", "", String(value)));
      return [make("dt", "", texts[`fact.${key}`]), cell];
    }));
    if (who) {
      const card = make("dd");
      card.append(make("a", "", texts["card-open"], { href: `/customers/${who.id}?contact=${contact.id}` }));
      $("customer").append(make("dt", "", texts["card"]), card);
    }
  }

  function note(view) {
    if (document.getElementById(`note-${view.id}`)) return;
    $("notes").querySelector(".empty-state")?.remove();
    const item = make("div", `note${view.isWhisper ? " is-whisper" : ""}`, undefined, { id: `note-${view.id}` });
    const who = [view.isWhisper ? texts["note.whisper"] : "", view.name ?? ""].filter(Boolean).join(" · ");
    if (who) item.append(make("p", "quiet", who));
    item.append(make("p", "note-text", view.text, { dir: "auto" }));
    $("notes").append(item);
  }

  function notes(list) {
    $("notes").replaceChildren(...(list.length === 0 ? [make("p", "empty-state", texts["no-notes"])] : []));
    list.forEach(note);
  }

  function suggestions(list) {
    $("suggestions").replaceChildren(...(list.length === 0 ? [make("p", "empty-state", texts["no-suggestions"])] : list.map((article) => {
      const box = make("div", "suggestion");
      const title = make("h3");
      title.append(make("a", "", article.title, { href: `/knowledge/${article.slug}?locale=${article.locale}`, target: "_blank" }));
      const use = make("button", "btn", texts["insert"], { type: "button", "aria-label": `${texts["insert"]}: ${article.title}` });
      use.addEventListener("click", () => {
        insert(asReply(article));
        usedArticle(article.versionId);
      });
      box.append(title, make("p", "body", asReply(article), { tabindex: "0" }),
        make("p", "quiet", fill(texts["reviewed"], article.source, article.reviewedOn)), use);
      return box;
    })));
  }

  function past(list) {
    $("past").replaceChildren(...(list.length === 0 ? [make("li", "empty-state", texts["no-past"])] : list.map((contact) => {
      const item = make("li");
      const line = `${day(contact.at)} ${texts[`category.${contact.category}`] ?? ""} ${contact.reference}`;
      if (!contact.mayOpen) {
        item.append(make("span", "", line), make("p", "quiet", texts["past.other-team"]));
        return item;
      }
      const look = make("button", "btn", line, { type: "button" });
      look.addEventListener("click", () => {
        $("past-fault").textContent = "";
        $("past-talk").replaceChildren();
        $("past-of").value = contact.id;
        $("past-dialog").showModal();
      });
      item.append(look);
      return item;
    })));
  }

  $("past-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await call("GET", `/api/v1/desk/contacts/${open.id}/past?of=${$("past-of").value}&purpose=${$("past-purpose").value}`);
    $("past-fault").textContent = answer.status === 200 ? "" : answer.data?.title ?? texts["failed"];
    if (answer.status !== 200) return;
    const { events, wrapUp } = answer.data;
    const record = wrapUp ? [make("p", "note-text", [wrapUp.words.summary, wrapUp.words.remedy].filter(Boolean).join("\n"), { dir: "auto" })] : [];
    $("past-talk").replaceChildren(...record, ...events.filter((e) => !e.state).map((e) => {
      const item = make("div", `bubble from-${e.from}`);
      item.append(e.from === "assistant" ? rich(e.text) : plain(e.text || texts["erased"]));
      return item;
    }));
    $("past-talk").focus();
  });
  $("past-close").addEventListener("click", () => $("past-dialog").close());

  $("note-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = $("note-text").value.trim();
    if (!text) return;
    const id = uuid();
    const answer = await call("POST", `/api/v1/conversations/${open.id}/notes`, { id, text, mentions: mention.namedIn(text) });
    $("note-fault").textContent = answer.status === 204 ? "" : answer.data?.title ?? texts[answer.status === 0 ? "lost" : "failed"];
    if (answer.data?.clause) $("note-fault").append(" ", make("a", "", answer.data.clause, { href: `/rulebook/${answer.data.clause}`, target: "_blank" }));
    if (answer.status !== 204) return;
    $("note-text").value = "";
    note({ id, text });
  });

  /** Reads need and feeling again, shortly: a customer often writes several lines in a row. */
  function mood() {
    clearTimeout(moodTimer);
    moodTimer = setTimeout(async () => {
      const { id } = open;
      const answer = await call("GET", `/api/v1/desk/contacts/${id}/mood`);
      if (answer.status !== 200 || open?.id !== id) return;
      const { need, emotion, isGrievance, isAbusive } = answer.data;
      open.emotion = emotion;
      $("mood").textContent = fill(texts["mood"], need ?? texts["need.unknown"], texts[`emotion.${emotion}`] ?? emotion);
      $("mood").classList.toggle("is-warning", emotion !== "neutral" && emotion !== "happy");
      $("grievance").hidden = !isGrievance;
      onAbuse(isAbusive);
    }, MOOD_AFTER_MS);
  }

  return {
    mood,
    /** A colleague's note has come. */
    note: (view) => view.conversation === open?.id && note(view),
    get emotion() {
      return open?.emotion ?? "neutral";
    },
    show(conversation) {
      open = { id: conversation.contact.id, emotion: "neutral" };
      $("mood").textContent = "";
      $("grievance").hidden = true;
      customer(conversation);
      notes(conversation.notes);
      suggestions(conversation.suggestions);
      past(conversation.past);
      mood();
    },
  };
}
