// The customer's page: asks, shows, waits, comes back. Everything it needs to go on is kept in the browser and on the server.

import { fill } from "./answer-text.js";
import { call, makeSender } from "./chat-send.js";
import { kept, keep, letGo, uuid } from "./chat-store.js";
import { comeBack, makeDevice } from "./chat-device.js";
import { makeAppointments } from "./chat-appointment.js";
import { makeFiles } from "./chat-files.js";
import { makeQueue } from "./chat-queue.js";
import { makeView } from "./chat-view.js";
import { listen } from "./sse.js";

const CHARS_MAX = 4_000;
const root = document.querySelector("#chat");
const texts = JSON.parse(root.dataset.texts);
const $ = (id) => document.getElementById(id);
const view = makeView(root, texts);
let state = "assistant";
let stream = null;

const ownTitle = document.title;
let unread = 0;

const sender = makeSender(root.dataset.locale, Number(root.dataset.notice), {
  onTrouble(kind) {
    view.follow(() => {
      $("banner").hidden = kind === null;
      if (kind) $("banner").textContent = texts[kind];
    });
  },
  onSent: (id, seq) => {
    view.sent(id);
    if ((state === "assistant" || state === "off-hours") && kept.last <= seq) view.typing(true); // The answer may have come before the receipt.
  },
  onRefused(message, problem) {
    if (problem?.code === "conversation.not-found") {
      if (kept.id === null) return; // The stream heard it first, and the words are back in the box.
      keep({ outbox: [message, ...kept.outbox] });
      comeBackLate();
      return;
    }
    view.refused(message.id, problem?.title ?? texts["failed"], () => {
      $("words").value = message.text;
      $("words").focus();
    });
    if (problem?.code === "conversation.closed") show("closed");
  },
  onOpened: () => follow(true),
  onUnknown: () => view.state(texts["unknown"]),
  onNotice() {
    // What was written goes back into the box: it is sent once the new notice was read.
    keep({ draft: kept.outbox.map((m) => m.text).join("\n") || kept.draft, outbox: [] });
    location.reload();
  },
});
const queue = makeQueue(texts, sender, view);
view.showFilesBy(makeFiles(root, texts, sender, view));

function show(next) {
  state = next;
  const isOver = next === "ended" || next === "closed";
  const hasBegun = kept.id !== null || kept.outbox.length > 0;
  document.body.dataset.state = hasBegun ? next : "fresh";
  $("welcome").hidden = hasBegun;
  $("tools").hidden = !hasBegun;
  $("composer").hidden = isOver;
  $("after").hidden = !isOver;
  $("rating").hidden = !isOver || kept.isRated;
  $("thanks").hidden = !isOver || !kept.isRated;
  $("person").hidden = isOver || (next !== "assistant" && next !== "off-hours");
  document.body.classList.toggle("needs-help", kept.needsHelp);
  if (kept.needsHelp) document.documentElement.dataset.theme = "elder";
  $("end").hidden = isOver;
  $("device").hidden = $("appointment-open").hidden = isOver || !kept.id;
  $("reference").textContent = kept.reference ? fill(texts["reference"], kept.reference) : "";
  queue.show(next);
}

function onState(event) {
  if (event.agent) view.setAgent(event.agent);
  const line = texts[`state.${event.state}${event.name ? "-named" : ""}`];
  if (line) view.state(fill(line, event.agent ?? "", event.name ?? "", event.until ? queue.dayOf(event.until) : ""));
  if (event.state === "off-hours") queue.open(event.until ?? null);
  else if (event.until) queue.promise(event.until);
  show(event.state);
}

// A page nobody looks at says in its tab that somebody has written.
function tell(event) {
  if (!document.hidden || event.from === "customer") return;
  unread++;
  document.title = fill(texts["unread"], unread) + ownTitle;
}

function onEvent(name, data, id) {
  if (name === "typing") {
    view.typing(true);
    return;
  }
  if (id !== null) keep({ last: id });
  if (data.state) onState(data);
  else {
    tell(data);
    view.message(data, (choice) => say(choice));
    if (state !== "assistant" && state !== "off-hours") return;
    show(state);
  }
}

function follow(isNew = false) {
  stream?.stop();
  view.clear();
  for (const message of kept.outbox) view.waiting(message);
  if (!isNew) $("said").setAttribute("aria-live", "off"); // The past is not read aloud again.
  stream = listen(`/api/v1/conversations/${kept.id}/events`, {
    headers: { Authorization: `Bearer ${kept.token}` },
    onEvent,
    onOpen() {
      $("banner").hidden = true;
      setTimeout(() => $("said").setAttribute("aria-live", "polite"), 800);
      sender.flush();
    },
    onLost() {
      $("banner").hidden = false;
      $("banner").textContent = texts["lost"];
    },
    onRefused: comeBackLate,
  });
  show(state);
}

// The conversation opens no longer: that is said, and what was not sent yet is put back into the box.
function comeBackLate() {
  const unsent = [...kept.outbox.map((m) => m.text), $("words").value || kept.draft].filter((t) => t !== "").join("\n");
  startOver();
  $("words").value = unsent;
  keep({ draft: unsent });
  grow();
  $("banner").textContent = texts["too-late"];
  $("banner").hidden = false;
}

function startOver() {
  stream?.stop();
  stream = null;
  sender.forget();
  view.clear();
  $("rating").reset();
  show("assistant");
  $("words").focus();
}

function say(text) {
  const words = text.trim();
  if (words === "") return;
  const message = { id: uuid(), text: words, at: Date.now() };
  keep({ draft: "" });
  view.waiting(message);
  sender.send(message);
  show(state);
}

function submit() {
  say($("words").value);
  $("words").value = "";
  grow();
  $("words").focus();
}

// The box grows with its words by rows: style attributes are forbidden here.
function grow() {
  const lines = $("words").value.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 28)), 0);
  $("words").rows = Math.min(6, Math.max(2, lines));
  $("left").textContent = $("words").value.length > CHARS_MAX - 500 ? fill(texts["left"], CHARS_MAX - $("words").value.length) : "";
}

$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
$("words").addEventListener("keydown", (event) => {
  // 229: some browsers end composing before they report the Enter that ended it.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
    event.preventDefault();
    submit();
  }
});
$("words").addEventListener("input", () => {
  keep({ draft: $("words").value });
  grow();
});
for (const example of document.querySelectorAll("[data-example]")) {
  example.addEventListener("click", () => say(example.textContent));
}
$("person").addEventListener("click", async () => {
  $("person").disabled = true;
  if (await sender.open()) {
    const answer = await sender.calmly("POST", `/api/v1/conversations/${kept.id}/person`);
    if (answer.status === 409) show("closed");
  }
  $("person").disabled = false;
});
$("end").addEventListener("click", () => $("ending").showModal());
$("ending").addEventListener("close", async () => {
  if ($("ending").returnValue === "end" && kept.id) {
    letGo(); // Also when the server cannot be reached.
    await sender.calmly("POST", `/api/v1/conversations/${kept.id}/end`);
  }
});
$("rating").addEventListener("submit", async (event) => {
  event.preventDefault();
  const score = Number(new FormData($("rating")).get("score"));
  if (!(score >= 1)) return;
  const comment = $("comment").value.trim();
  const answer = await sender.calmly("POST", `/api/v1/conversations/${kept.id}/rating`, { score, comment: comment || null });
  if (answer.status === 204 || answer.data?.code === "rating.given") {
    keep({ isRated: true });
    show(state);
    $("thanks").focus();
  } else {
    $("rating-fault").textContent = answer.data?.title ?? texts["failed"];
  }
});
let suggestion = null; // The same words go under the same id.
$("suggest").addEventListener("submit", async (event) => {
  event.preventDefault();
  const words = $("suggestion").value.trim();
  if (words === "" || !kept.id) return;
  if (suggestion?.text !== words) suggestion = { id: uuid(), text: words };
  const answer = await sender.calmly("POST", `/api/v1/conversations/${kept.id}/suggestions`, suggestion);
  $("suggested").textContent = answer.status === 200 ? fill(texts["suggest.thanks"], queue.dayOf(answer.data.answeredBy)) : answer.data?.title ?? texts["failed"];
  if (answer.status === 200) $("suggest").reset();
});
for (const button of document.querySelectorAll("[data-again]")) button.addEventListener("click", startOver);
$("transcript").hidden = window.parent !== window; // A frame may not save files.
$("transcript").addEventListener("click", async () => {
  const response = await fetch(`/api/v1/conversations/${kept.id}/transcript?format=html`, {
    headers: { Authorization: `Bearer ${kept.token}` }, cache: "no-store",
  }).catch(() => null);
  if (!response?.ok) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = `${kept.reference}.html`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  unread = 0;
  document.title = ownTitle;
});
window.addEventListener("online", () => sender.flush());

await comeBack();
makeDevice(texts, follow);
makeAppointments(texts, sender);
for (const button of document.querySelectorAll("[data-ready]")) button.disabled = false; // Before, a tap would have lost the words.
if ($("words").value === "") $("words").value = kept.draft; // What was typed while the page loaded stays.
grow();
show("assistant");
if (kept.id) follow();
else if (kept.outbox.length > 0) {
  for (const message of kept.outbox) view.waiting(message);
  sender.flush();
}
