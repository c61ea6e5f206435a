// The desk: keeps the list true to the server, opens contacts, and never lets a lost line or session take a word with it.

import { fill, make } from "./answer-text.js";
import { makeActions } from "./desk-actions.js";
import { call, renewSession } from "./desk-api.js";
import { makeClosing } from "./desk-close.js";
import { makeCompany } from "./desk-company.js";
import { showDay } from "./desk-day.js";
import { makeHold } from "./desk-hold.js";
import { makeMacro } from "./desk-macro.js";
import { makeMeasure } from "./desk-measure.js";
import { makeModel } from "./desk-model.js";
import { makeNotify } from "./desk-notify.js";
import { makeRecord } from "./desk-record.js";
import { makeSide } from "./desk-side.js";
import { signInAgain } from "./desk-sign-in.js";
import { makeSnooze } from "./desk-snooze.js";
import { makeSuggest } from "./desk-suggest.js";
import { makeTalk } from "./desk-talk.js";
import { listen } from "./sse.js";

const $ = (id) => document.getElementById(id);
const texts = JSON.parse($("desk").dataset.texts);
const title = document.title;
const contacts = new Map();
const unread = new Map();
const putOff = new Set();
const spans = new Map(); // Whole length of a promise as first seen, for its bar.
let asked = new URLSearchParams(location.search).get("contact"); // A link to one contact.
let clockOffset = 0;
let reloadTimer = 0;

const talk = makeTalk(texts, { onReplied: () => { model.forget(); reloadSoon(); }, onTaken: (isByMachine) => model.mark($("reply"), isByMachine), emotion: () => side.emotion, onMacro: (macro) => runMacro(macro, talk.filled(macro.text)) });
const side = makeSide(texts, (text) => talk.insert(text), (version) => talk.usedArticle(version), (isAbusive) => measure.suggest(isAbusive));
const measure = makeMeasure(texts, () => talk.id, () => reloadSoon());
const notify = makeNotify(texts);
const runMacro = makeMacro(texts, () => ({ id: talk.id, seen: talk.seen }), (macro, id) => {
  if (macro.queue) {
    contacts.delete(id);
    return leave(id, texts["transferred"]);
  }
  closing.begin(macro);
  reloadSoon();
});
const company = makeCompany(texts, talk);
makeSuggest(texts, () => talk.id);
const model = makeModel(texts, () => talk.id, (box, text) => {
  if (box === $("reply")) talk.write(text);
  else box.value = text;
});
const showHold = makeHold(texts, () => talk.id, () => reloadSoon());
const showSnooze = makeSnooze(texts, () => talk.id, () => reloadSoon());
const record = makeRecord(texts, () => talk.id);
const closing = makeClosing(texts, () => talk.id, (id, text, next) => {
  contacts.delete(id);
  record.done(id);
  leave(id, text);
  if (next) goNext();
});

/** The contact that needs one most: one that rings, then the one whose answer is due first. */
function goNext() {
  const dueOf = (c) => Date.parse(c.replyDueAt ?? c.offeredAt) + (c.replyDueAt ? 0 : 1e12);
  const next = [...contacts.values()].filter((c) => !isPutOff(c)).sort((a, b) => a.isAccepted - b.isAccepted || dueOf(a) - dueOf(b))[0];
  if (!next) return;
  if (next.isAccepted) openContact(next.id).then(() => $("reply").focus());
  else acceptContact(next.id);
}

const isPutOff = (contact) => Boolean(contact.snoozedUntil) && secondsTo(contact.snoozedUntil) > 0;

function leave(id, text) {
  if (talk.id === id) {
    talk.close(text);
    company.leave();
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
  if (contact.snoozedUntil) facts.append(make("span", "snoozed"));
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
    const decline = make("button", "btn", texts["decline"], { type: "button", id: `decline-${contact.id}` });
    decline.addEventListener("click", () => declineContact(contact.id));
    item.append(accept, decline);
  }
  return item;
}

function tick() {
  for (const item of document.querySelectorAll(".contact")) {
    const contact = contacts.get(item.dataset.id);
    const put = item.querySelector(".snoozed");
    if (contact && put) put.textContent = isPutOff(contact) ? fill(texts["snooze.row"], minutes(secondsTo(contact.snoozedUntil))) : texts["snooze.back"];
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
  showSnooze(mine?.snoozedUntil ? secondsTo(mine.snoozedUntil) : null, minutes);
  const feeling = mine?.empathyDueAt ? secondsTo(mine.empathyDueAt) : null;
  $("empathy").hidden = feeling === null;
  $("empathy").classList.toggle("is-bad", feeling !== null && feeling <= 0);
  if (feeling !== null) $("empathy").textContent = fill(texts[feeling <= 0 ? "empathy.late" : "empathy.left"], minutes(Math.abs(feeling)));
  for (const contact of contacts.values()) comeBack(contact);
  showHold(mine?.holdUntil ? secondsTo(mine.holdUntil) : null, minutes);
  $("promise").textContent = left === null ? texts["no-promise"] : fill(texts[left <= 0 ? "late" : "promise"], minutes(Math.abs(left)));
}

/** A contact whose time has come leaves the pending ones, and says so once. */
function comeBack(contact) {
  const wasOff = putOff.has(contact.id);
  if (isPutOff(contact)) putOff.add(contact.id);
  else putOff.delete(contact.id);
  if (wasOff && !isPutOff(contact)) {
    $("announce").textContent = fill(texts["snooze.returned"], contact.reference);
    notify(fill(texts["snooze.returned"], contact.reference));
    draw();
  }
}

function draw() {
  const focused = document.activeElement?.id;
  const list = [...contacts.values()].sort((a, b) => a.isAccepted - b.isAccepted || Date.parse(a.offeredAt) - Date.parse(b.offeredAt));
  const pending = list.filter(isPutOff);
  $("contacts").replaceChildren(...list.filter((c) => !isPutOff(c)).map(row));
  $("pending").replaceChildren(...pending.map(row));
  $("pending-box").hidden = pending.length === 0;
  $("pending-count").textContent = String(pending.length);
  $("no-contacts").hidden = list.length > 0;
  if (focused?.startsWith("open-")) document.getElementById(focused)?.focus();
  const waiting = list.filter((c) => !c.isAccepted).length + list.filter((c) => c.isAccepted && unread.get(c.id) > 0).length;
  document.title = waiting > 0 ? `(${waiting}) ${title}` : title;
  const mine = contacts.get(talk.id);
  $("accept").hidden = !mine || mine.isAccepted;
  $("composer").hidden = mine?.state === "wrap-up";
  $("transfer-box").hidden = !mine?.isAccepted || mine.state === "wrap-up";
  $("wrap-box").hidden = !mine?.isAccepted;
  $("hold-box").hidden = $("snooze-box").hidden = $("transfer-box").hidden;
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
  model.forget(true);
  talk.show(answer.data);
  side.show(answer.data);
  company.show(answer.data);
  measure.show(answer.data);
  $("side").hidden = false;
  $("day").hidden = true;
  $("wrap-box").open = $("transfer-box").open = $("hold-box").open = $("snooze-box").open = false;
  $("wrap-name").value = answer.data.customer?.name ?? "";
  record.show(answer.data.isMine ? answer.data.record : []);
  if (answer.data.begun) closing.begin(answer.data.begun);
  draw();
  talk.toEnd(); // Only now is it known how much room the forms below leave.
}

async function declineContact(id) {
  const answer = await call("DELETE", `/api/v1/conversations/${id}/acceptance`);
  if (answer.status >= 400) talk.banner(answer.data?.title ?? texts["failed"]);
  await reload();
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
    // What follows the snapshot tells only what is there: everything else is gone.
    company.forget();
    heard.alerts([]);
    heard.mentions({ unread: 0 });
    heard.watch({ standing: 0 });
    for (const contact of data.contacts) contacts.set(contact.id, contact);
    draw();
    if (asked && contacts.has(asked)) openContact(asked);
    asked = null;
    if (talk.id && contacts.has(talk.id)) talk.hear({ conversation: talk.id, seq: Number.MAX_SAFE_INTEGER }); // Fetches the gap.
  },
  assignment(contact) {
    const isFresh = !contacts.has(contact.id);
    contacts.set(contact.id, contact);
    draw();
    if (!isFresh || contact.isAccepted) return;
    $("announce").textContent = fill(texts["offered"], contact.reference);
    notify(fill(texts["offered"], contact.reference));
  },
  released({ id }) {
    contacts.delete(id);
    if (!closing.awaits(id)) leave(id, texts["released"]);
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
  bulletins: () => document.dispatchEvent(new Event("bulletins")),
  alerts(standing) {
    $("alarm").hidden = standing.length === 0;
    $("alarm").textContent = standing.map((a) => texts[`alarm.${a.code}`] ?? a.sentence).join(" ");
  },
  watch({ standing }) {
    $("watch").hidden = standing === 0;
    $("watch-count").textContent = String(standing);
  },
  company: (event) => company.heard(event),
  note(view) {
    side.note(view);
    company.whispered(view);
    if (!view.isWhisper || view.conversation === talk.id) return;
    unread.set(view.conversation, (unread.get(view.conversation) ?? 0) + 1);
    $("announce").textContent = fill(texts["whisper"], view.name ?? "", view.text);
    draw();
  },
  mentions({ unread: count }) {
    $("mentions").hidden = count === 0;
    $("mentions-count").textContent = String(count);
  },
  "signed-out": () => renewSession(),
};

let stream = null;
function follow() {
  stream?.stop();
  stream = listen("/api/v1/desk/events", {
    onEvent: (name, data) => heard[name]?.(data),
    onOpen() {
      $("lost").hidden = true;
      heard.bulletins(); // One may have been raised before the line stood.
    },
    onLost: () => ($("lost").hidden = false),
    onRefused: (status) => (status === 401 ? renewSession() : location.reload()),
  });
}

signInAgain({ before: () => stream?.stop(), after: follow, texts });

let toldBreak = null; // A break nobody chose is told once.
async function readPresence() {
  const answer = await call("GET", "/api/v1/desk/presence");
  if (answer.status !== 200) return;
  const reasons = $("break-reason");
  if (reasons.options.length === 0) {
    reasons.append(...answer.data.reasons.map((code) => new Option(texts[`break.${code}`] ?? code, code)));
  }
  const { reason, since } = answer.data;
  if (answer.data.state === "break" && !answer.data.reasons.includes(reason) && texts[`break.${reason}`] && since !== toldBreak) {
    toldBreak = since;
    $("presence-said").textContent = texts[`break.${reason}`];
  }
  for (const button of document.querySelectorAll("[data-presence]")) {
    button.setAttribute("aria-pressed", String(button.dataset.presence === answer.data.state));
  }
}
for (const button of document.querySelectorAll("[data-presence]")) {
  button.addEventListener("click", async () => {
    const state = button.dataset.presence;
    const answer = await call("PUT", "/api/v1/desk/presence",
      { state, capacity: Number($("capacity").value), reason: state === "break" ? $("break-reason").value || null : null });
    $("presence-said").textContent = answer.status >= 400 ? answer.data?.title ?? texts["failed"] : "";
    readPresence();
  });
  button.disabled = false; // Before, a click would have gone unheard.
}
setInterval(() => document.body.classList.contains("is-covered") || readPresence(), 15_000); // A contact nobody takes sends its agent to a break.
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

const isMine = () => Boolean(contacts.get(talk.id)?.isAccepted);
const canTalk = () => isMine() && contacts.get(talk.id).state === "assigned";
function show(box, field) {
  $(box).open = true;
  $(field).focus();
}
const be = (presence) => () => document.querySelector(`[data-presence="${presence}"]`).click();
makeActions(texts, [
  { id: "next", key: "j", run: () => move(1) },
  { id: "previous", key: "k", run: () => move(-1) },
  { id: "accept", key: "a", run: () => acceptContact(talk.id), when: () => !$("accept").hidden },
  { id: "reply", key: "r", run: () => $("reply").focus(), when: canTalk },
  { id: "note", key: "n", run: () => $("note-text").focus(), when: isMine },
  { id: "hold", key: "h", run: () => show("hold-box", "hold-reason"), when: () => canTalk() && !$("hold-box").hidden },
  { id: "resume", key: "h", run: () => $("resume").click(), when: () => canTalk() && !$("on-hold").hidden },
  { id: "snooze", key: "s", run: () => show("snooze-box", "snooze-minutes"), when: () => canTalk() && !$("snooze-box").hidden },
  { id: "wake", key: "s", run: () => $("wake").click(), when: () => canTalk() && !$("snoozed").hidden },
  { id: "transfer", key: "t", run: () => show("transfer-box", "transfer-queue"), when: canTalk },
  { id: "wrap", key: "w", run: () => show("wrap-box", "wrap-name"), when: isMine },
  { id: "urgent", key: "g", run: goNext },
  { id: "available", run: be("available") },
  { id: "break", run: be("break") },
  { id: "offline", run: be("offline") },
  { id: "mentions", run: () => (location.href = "/mentions") },
]);

readPresence();
showDay(texts);
follow();
