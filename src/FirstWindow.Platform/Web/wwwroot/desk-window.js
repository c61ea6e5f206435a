// This window among the windows of one person, and the offer of what another of them wrote.

import { make } from "./answer-text.js";
import { uuid } from "./chat-store.js";

const PAGES_MOST = 50;
const $ = (id) => document.getElementById(id);

// A reload goes on with its own words; a second window, a copied one too, is another.
export const before = JSON.parse(sessionStorage.getItem("fw_pages") ?? "[]");
export const page = uuid();
const rememberPage = () => sessionStorage.setItem("fw_pages", JSON.stringify([...before, page].slice(-PAGES_MOST)));
rememberPage();
document.addEventListener("unlocked", rememberPage); // The session that ended has cleared the tab.

/** Shows what another window wrote, or nothing any more; the two buttons under it choose. */
export function showOffer(name, words, lines) {
  $(`${name}-offer`).hidden = lines.length === 0;
  $(`${name}-offer-words`).textContent = words;
  $(`${name}-offer-lines`).replaceChildren(...lines.map((line) => make("li", "note-text", line, { dir: "auto" })));
}
