// The desk: keeps the list true to the server, opens contacts, and never lets a lost line or session take a word with it.

import { fill, make } from "./answer-text.js";
import { call, renewBy, renewSession } from "./desk-api.js";
import { makeClosing } from "./desk-close.js";
import { showDay } from "./desk-day.js";
import { makeHold } from "./desk-hold.js";
import { makeSide } from "./desk-side.js";
import { makeSuggest } from "./desk-suggest.js";
import { makeTalk } from "./desk-talk.js";
import { listen } from "./sse.js";

const $ = (id) => document.getElementById(id);
const texts = JSON.parse($("desk").dataset.texts);
const title = document.title;
const contacts = new Map();
const unread = new Map();
const spans = new Map(); // Whole length of a promise as first seen, for its bar.
let clockOffset = 0;
let reloadTimer = 0;

const talk = makeTalk(texts, { onReplied: () => reloadSoon(), emotion: () => side.emotion });
const side = makeSide(texts, (text) => talk.insert(text), (version) => talk.usedArticle(version));
makeSuggest(texts, () => talk.id);
const showHold = makeHold(texts, () => talk.id, () => reloadSoon());
const closing = makeClosing(texts, () => talk.id, (id, text) => {
  contacts.delete(id);
  leave(id, text);
});

function leave(id, text) {
  if (talk.id === id) {
    talk.close(text);
    $("side").hidden = true;
    $("day").hidden = false;
    showDay(texts);
  }
  draw();
}

const secondsTo = (at) => (Date.parse(at) - Date.now() - clockOffset) / 1_000;

function timeLeft(contact) {
  const left = secondsTo(contact.replyDueAt);
  const key = `${contact.id}${contact.replyDueAt}`;
  if (!spans.has(key)) spans.set(key, Math.max(30, left));
  return { left, span: spans.get(key) };
}

function minutes(seconds) {
  const whole = Math.floor(Math.abs(seconds));
  return `${seconds < 0 ? "−" : ""}${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function row(contact) {
  const item = make("li", "contact");
  item.dataset.id = contact.id;
  item.classList.toggle("is-open", talk.id === contact.id);
  item.classList.toggle("is-offered", !contact.isAccepted);
  const open = make("button", "open", undefined, { type: "button", id: `open-${contact.id}` });
  if (talk.id === contact.id) open.setAttribute("aria-current", "true");
  open.append(make("bdi", "", contact.customerName || texts["anonymous"]), ` ${contact.reference} `);
  const count = unread.get(contact.id) ?? 0;
  if (count > 0) open.append(make("span", "unread", String(count)), make("span", "unseen", texts["unread"]));
  open.addEventListener("click", () => openContact(contact.id));
  const facts = make("p", "facts-line");
  const state = contact.isAccepted ? contact.state : "offered";
  facts.append(make("span", "", texts[`contact.${state}`] ?? state), make("span", "", texts[`channel.${contact.channel}`] ?? contact.channel));
  if (contact.holdUntil) facts.append(make("span", "", texts["on-hold"]));
  if (contact.waitingSince) {
    facts.append(make("span", "", fill(texts["waited"], minutes((Date.parse(contact.offeredAt) - Date.parse(contact.waitingSince)) / 1_000))));
  }
  item.append(open, facts);
  if (contact.replyDueAt) {
    const left = make("p", "left");
    left.append(make("progress", "", undefined, { max: "100", "aria-label": texts["reply-left"] }), make("span", "seconds"));
    item.append(left);
  }
  if (!contact.isAccepted) {
    const accept = make("button", "btn btn-primary", texts["accept"], { type: "button", id: `accept-${contact.id}` });
    accept.addEventListener("click", () => acceptContact(contact.id));
    item.append(accept);
  }
  return item;
}

function tick() {
  for (const item of document.querySelectorAll(".contact")) {
    const contact = contacts.get(item.dataset.id);
    const bar = item.querySelector("progress");
    if (!contact?.replyDueAt || !bar) continue;
    const { left, span } = timeLeft(contact);
    bar.value = Math.max(0, Math.min(100, (left / span) * 100));
    bar.className = left <= 0 ? "is-late" : left < span / 3 ? "is-soon" : "";
    if (left <= 0) bar.value = 100;
    item.querySelector(".seconds").textContent = left <= 0 ? fill(texts["late"], minutes(-left)) : minutes(left);
  }
  const mine = contacts.get(talk.id);
  const left = mine?.replyDueAt ? timeLeft(mine).left : null;
  showHold(mine?.holdUntil ? secondsTo(mine.holdUntil) : null, minutes);
  $("promise").textContent = left === null ? texts["no-promise"] : fill(texts[left <= 0 ? "late" : "promise"], minutes(Math.abs(left)));
}

function draw() {
  const focused = document.activeElement?.id;
  const list = [...contacts.values()].sort((a, b) => a.isAccepted - b.isAccepted || Date.parse(a.offeredAt) - Date.parse(b.offeredAt));
  $("contacts").replaceChildren(...list.map(row));
  $("no-contacts").hidden = list.length > 0;
  if (focused?.startsWith("open-")) document.getElementById(focused)?.focus();
  const waiting = list.filter((c) => !c.isAccepted).length + list.filter((c) => c.isAccepted && unread.get(c.id) > 0).length;
  document.title = waiting > 0 ? `(${waiting}) ${title}` : title;
  const mine = contacts.get(talk.id);
  $("accept").hidden = !mine || mine.isAccepted;
  $("composer").hidden = mine?.state === "wrap-up";
  $("transfer-box").hidden = !mine?.isAccepted || mine.state === "wrap-up";
  $("wrap-box").hidden = !mine?.isAccepted;
  $("hold-box").hidden = $("transfer-box").hidden;
  if (mine?.state === "wrap-up") $("wrap-box").open = true;
  tick();
}

async function reload() {
  const answer = await call("GET", "/api/v1/desk/contacts");
  if (answer.status !== 200) return;
  if (answer.serverAt) clockOffset = answer.serverAt - Date.now();
  const now = new Set(answer.data.map((c) => c.id));
  for (const contact of answer.data) contacts.set(contact.id, contact);
  for (const id of [...contacts.keys()].filter((known) => !now.has(known))) contacts.delete(id);
  draw();
}

function reloadSoon() {
  clearTimeout(reloadTimer);
  reloadTimer = setTimeout(reload, 150);
}

async function openContact(id) {
  unread.delete(id);
  const answer = await call("GET", `/api/v1/desk/contacts/${id}`);
  if (answer.status !== 200) {
    talk.banner(answer.data?.title ?? texts["lost"]);
    return;
  }
  closing.reset();
  talk.show(answer.data);
  side.show(answer.data);
  $("side").hidden = false;
  $("day").hidden = true;
  $("wrap-box").open = $("transfer-box").open = $("hold-box").open = false;
  $("wrap-name").value = answer.data.customer?.name ?? "";
  draw();
  talk.toEnd(); // Only now is it known how much room the forms below leave.
}

async function acceptContact(id) {
  const answer = await call("PUT", `/api/v1/conversations/${id}/acceptance`);
  await reload();
  if (answer.status === 204) {
    await openContact(id);
    $("reply").focus();
  } else {
    talk.banner(answer.data?.title ?? texts["failed"]);
  }
}

const heard = {
  snapshot(data) {
    contacts.clear();
    for (const contact of data.contacts) contacts.set(contact.id, contact);
    draw();
    if (talk.id && contacts.has(talk.id)) talk.hear({ conversation: talk.id, seq: Number.MAX_SAFE_INTEGER }); // Fetches the gap.
  },
  assignment(contact) {
    const isFresh = !contacts.has(contact.id);
    contacts.set(contact.id, contact);
    draw();
    if (isFresh && !contact.isAccepted) $("announce").textContent = fill(texts["offered"], contact.reference);
  },
  released({ id }) {
    contacts.delete(id);
    leave(id, texts["released"]);
  },
  message(event) {
    talk.hear(event);
    if (event.from === "customer" && event.conversation === talk.id) side.mood();
    if (event.from === "customer" && event.conversation !== talk.id) unread.set(event.conversation, (unread.get(event.conversation) ?? 0) + 1);
    reloadSoon();
  },
  state(event) {
    talk.hear(event);
    reloadSoon();
  },
  promise: reloadSoon,
  alert({ sentence }) {
    $("alarm").hidden = false;
    $("alarm").textContent = sentence;
  },
  "signed-out": () => renewSession(),
};

let stream = null;
function follow() {
  stream?.stop();
  stream = listen("/api/v1/desk/events", {
    onEvent: (name, data) => heard[name]?.(data),
    onOpen: () => ($("lost").hidden = true),
    onLost: () => ($("lost").hidden = false),
    onRefused: (status) => (status === 401 ? renewSession() : location.reload()),
  });
}

renewBy(() => new Promise((resolve) => {
  stream?.stop();
  const dialog = $("sign-in");
  dialog.showModal();
  $("sign-in-form").onsubmit = async (event) => {
    event.preventDefault();
    const fields = new FormData($("sign-in-form"));
    const answer = await call("POST", "/api/v1/session", Object.fromEntries(fields));
    if (answer.status !== 200) {
      $("sign-in-fault").textContent = answer.data?.title ?? texts["lost"];
      return;
    }
    $("sign-in-form").reset();
    $("sign-in-fault").textContent = "";
    dialog.close();
    follow();
    resolve();
  };
}));
$("sign-in").addEventListener("cancel", (event) => event.preventDefault());

async function readPresence() {
  const answer = await call("GET", "/api/v1/desk/presence");
  if (answer.status !== 200) return;
  for (const button of document.querySelectorAll("[data-presence]")) {
    button.setAttribute("aria-pressed", String(button.dataset.presence === answer.data.state));
  }
}
for (const button of document.querySelectorAll("[data-presence]")) {
  button.addEventListener("click", async () => {
    await call("PUT", "/api/v1/desk/presence", { state: button.dataset.presence, capacity: Number($("capacity").value) });
    readPresence();
  });
  button.disabled = false; // Before, a click would have gone unheard.
}
setInterval(readPresence, 15_000); // A contact nobody takes sends its agent to a break.
setInterval(tick, 1_000);
$("accept").addEventListener("click", () => acceptContact(talk.id));

function move(step) {
  const buttons = [...document.querySelectorAll(".contact .open")];
  if (buttons.length === 0) return;
  const at = buttons.findIndex((b) => b.getAttribute("aria-current"));
  const next = buttons[(at + step + buttons.length) % buttons.length] ?? buttons[0];
  next.focus();
  next.click();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog")) return;
  const act = {
    j: () => move(1), k: () => move(-1), r: () => $("reply").focus(), a: () => $("accept").hidden || acceptContact(talk.id),
    "?": () => $("keys").showModal(),
  }[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});
$("show-keys").addEventListener("click", () => $("keys").showModal());

readPresence();
showDay(texts);
follow();
