// A supervisor listens to a contact while it runs, whispers to the colleague who serves it, and takes it over.

import { fill, make, plain, rich } from "./answer-text.js";
import { uuid } from "./chat-store.js";
import { call } from "./desk-api.js";
import { companyLine } from "./desk-company.js";
import { listen } from "./sse.js";

const $ = (id) => document.getElementById(id);
const { contact, texts: json } = $("listen").dataset;
const texts = JSON.parse(json);
const clock = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
let last = Number($("listen").dataset.last);
let agent = null; // Who serves it, as this page sees it.
let agentNumber = "";
let stream = null;

function append(event) {
  if (event.seq <= last) return;
  last = event.seq;
  if (event.state) {
    agentNumber = event.agent ?? agentNumber;
    $("talk").append(make("li", "state-line", `${texts[`state.${event.state}`] ?? event.state} · ${clock(event.at)}`));
    return;
  }
  const item = make("li", `bubble from-${event.from}`);
  const head = make("p", "speaker", event.from === "agent" ? fill(texts["agent"], agentNumber) : texts[event.from]);
  head.append(make("time", "", clock(event.at), { datetime: event.at }));
  item.append(head, event.from === "assistant" ? rich(event.text) : plain(event.text || texts["erased"]));
  $("talk").append(item);
  item.scrollIntoView({ block: "nearest" });
}

function say(key) {
  $("listen-state").textContent = texts[key];
}

function stop(key) {
  stream?.stop();
  stream = null;
  $("listening").hidden = $("listen-stop").hidden = true;
  $("listen-start").hidden = false;
  $("company").textContent = "";
  say(key);
}

const heard = {
  message: append,
  state: append,
  company(event) {
    agent = event.agent;
    $("company").textContent = event.people.length === 0 ? texts["doing.nobody"] : companyLine(texts, event.people);
  },
  note(view) {
    if (document.getElementById(`note-${view.id}`)) return;
    const item = make("div", "card panel", undefined, { id: `note-${view.id}` });
    item.append(make("p", "quiet", [view.isWhisper ? texts["note.whisper"] : "", view.name ?? ""].filter(Boolean).join(" · ")), make("p", "lines", view.text, { dir: "auto" }));
    $("notes").append(item);
  },
  over: () => stop("over"),
  "signed-out": () => location.reload(),
};

$("listen-start").addEventListener("click", () => {
  $("listen-start").hidden = true;
  $("listening").hidden = $("listen-stop").hidden = false;
  stream = listen(`/api/v1/conversations/${contact}/live`, {
    lastId: last,
    onEvent: (name, data) => heard[name]?.(data),
    onOpen: () => say("on"),
    onLost: () => say("lost"),
    onRefused: () => stop("over"),
  });
  $("whisper-text").focus();
});
$("listen-stop").addEventListener("click", () => {
  stop("off");
  $("listen-start").focus();
});

$("whisper-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = $("whisper-text").value.trim();
  if (!text) return;
  const answer = await call("POST", `/api/v1/conversations/${contact}/whispers`, { id: uuid(), text });
  $("whisper-fault").textContent = answer.status === 204 ? "" : answer.data?.title ?? texts[answer.status === 0 ? "lost" : "failed"];
  if (answer.status !== 204) return;
  $("whisper-text").value = "";
  say("whispered");
});

$("take-over").addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await call("PUT", `/api/v1/conversations/${contact}/takeover`, { from: agent, reason: $("take-over-reason").value.trim() });
  if (answer.status === 204) location.href = `/desk?contact=${contact}`;
  else $("take-over-fault").textContent = answer.data?.title ?? texts[answer.status === 0 ? "lost" : "failed"];
});

$("listen-start").disabled = false;
