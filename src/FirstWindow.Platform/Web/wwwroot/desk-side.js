// The right of the desk: whom one speaks with, what colleagues noted, what the knowledge suggests.

import { fill, make } from "./answer-text.js";

const $ = (id) => document.getElementById(id);

// What a customer is sent is plain text: headings and bold marks would be read as signs.
function asReply(article) {
  return article.body.replaceAll("\r", "").replace(/^#+ +(.+)$/gm, "$1:").replaceAll("**", "").trim();
}

export function showSide(conversation, texts, insert) {
  const { customer, contact } = conversation;
  const facts = customer
    ? [["name", customer.name], ["segment", customer.segment], ["phone", customer.phone], ["card", customer.card], ["age", customer.age]]
    : [["name", texts["anonymous"]]];
  facts.push(["channel", texts[`channel.${contact.channel}`] ?? contact.channel], ["language", conversation.locale]);
  $("customer").replaceChildren(...facts.filter(([, value]) => value).flatMap(([key, value]) => {
    const cell = make("dd");
    cell.append(make("bdi", "", String(value)));
    return [make("dt", "", texts[`fact.${key}`]), cell];
  }));
  $("notes").replaceChildren(...(conversation.notes.length === 0
    ? [make("p", "empty-state", texts["no-notes"])]
    : conversation.notes.map((note) => make("p", "note-text", note.text, { dir: "auto" }))));
  $("suggestions").replaceChildren(...(conversation.suggestions.length === 0
    ? [make("p", "empty-state", texts["no-suggestions"])]
    : conversation.suggestions.map((article) => {
      const box = make("div", "suggestion");
      const title = make("h3");
      title.append(make("a", "", article.title, { href: `/knowledge/${article.slug}?locale=${article.locale}`, target: "_blank" }));
      const use = make("button", "btn", texts["insert"], { type: "button", "aria-label": `${texts["insert"]}: ${article.title}` });
      use.addEventListener("click", () => insert(asReply(article)));
      box.append(title, make("p", "body", asReply(article), { tabindex: "0" }),
        make("p", "quiet", fill(texts["reviewed"], article.source, article.reviewedOn)), use);
      return box;
    })));
}
