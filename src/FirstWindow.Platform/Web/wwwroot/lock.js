// Covers the page when its person leaves it, and has the server refuse everything until that person is back. Other tabs follow.

import { canUsePasskeys, proveByPasskey } from "./passkey.js";

const LOOK_EVERY_MS = 5_000;
const TELL_EVERY_MS = 10_000;
const SAVE_MOST_MS = 3_000;
const OWN_HEADER = { "X-FirstWindow": "1" };
const $ = (id) => document.getElementById(id);
const cover = $("cover");
const field = cover.querySelector("[name=proof]");
const others = new BroadcastChannel("fw_lock");
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
let isLocked = false;
let told = Promise.resolve(); // Until the server has heard of the lock.
let seenAt = Date.now();
let toldAt = 0;

function show() {
  if (isLocked) return;
  isLocked = true;
  document.body.classList.add("is-covered");
  $("cover-fault").textContent = "";
  if (!cover.open) cover.showModal();
  field.focus();
}

function hide() {
  isLocked = false;
  seenAt = Date.now();
  field.value = "";
  document.body.classList.remove("is-covered");
  cover.close();
}

/** Whoever keeps unsaved words adds a promise to `detail`: they are saved before the server shuts. */
async function saveAll() {
  const saving = [];
  document.dispatchEvent(new CustomEvent("leaving", { detail: saving }));
  await Promise.race([Promise.allSettled(saving), pause(SAVE_MOST_MS)]);
}

async function tell() {
  await saveAll();
  for (;;) {
    try {
      const answer = await fetch("/api/v1/session/lock", { method: "PUT", headers: OWN_HEADER, cache: "no-store" });
      if (answer.status < 500) return;
    } catch {
      // The line is lost: the page stays covered, and the server hears of it when it is back.
    }
    await pause(2_000);
  }
}

function lock() {
  if (isLocked) return;
  show();
  others.postMessage("locked");
  told = tell();
}

async function open(event) {
  event.preventDefault();
  const proof = field.value;
  await told;
  let answer;
  try {
    answer = await fetch("/api/v1/session/proofs", {
      method: "POST", cache: "no-store", headers: { ...OWN_HEADER, "Content-Type": "application/json" }, body: JSON.stringify({ proof }),
    });
  } catch {
    $("cover-fault").textContent = cover.dataset.failed;
    return;
  }
  field.value = "";
  answered(answer.status, answer.status < 402 ? null : (await answer.json()).title);
}

async function openByPasskey() {
  $("cover-fault").textContent = "";
  await told;
  const answer = await proveByPasskey("/api/v1/session/proofs/challenges", "/api/v1/session/proofs/passkey");
  answered(answer.status, answer.data?.title ?? cover.dataset.passkeyFailed);
}

function answered(status, fault) {
  if (status === 200 || status === 204) {
    document.dispatchEvent(new Event("unlocked"));
    others.postMessage("unlocked");
  } else if (status === 401) {
    // Whoever can sign in again in place does; else the sign-in page leads back here.
    if (document.dispatchEvent(new Event("session-over", { cancelable: true }))) {
      location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
    }
  } else {
    $("cover-fault").textContent = fault ?? cover.dataset.failed;
    field.focus();
  }
}

function seen() {
  seenAt = Date.now();
  if (isLocked || seenAt - toldAt < TELL_EVERY_MS) return;
  toldAt = seenAt;
  others.postMessage("seen");
}

for (const sign of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) {
  document.addEventListener(sign, seen, { passive: true, capture: true });
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.altKey && event.code === "KeyL") {
    event.preventDefault();
    lock();
  }
});
$("lock-form").addEventListener("submit", (event) => {
  event.preventDefault();
  lock();
});
$("cover-form").addEventListener("submit", open);
const byPasskey = $("cover-passkey"); // Only for who has one.
if (byPasskey && canUsePasskeys) {
  byPasskey.hidden = false;
  byPasskey.addEventListener("click", openByPasskey);
}
cover.addEventListener("cancel", (event) => event.preventDefault());
cover.addEventListener("close", () => isLocked && cover.showModal()); // A second Escape closes what the first may not.
document.addEventListener("locked", show); // The server has refused a call.
document.addEventListener("unlocked", hide);
document.addEventListener("htmx:beforeRequest", (event) => isLocked && event.preventDefault());
others.onmessage = ({ data }) => {
  if (data === "seen") seenAt = Date.now();
  if (data === "locked" && !isLocked) {
    show();
    told = saveAll();
  }
  if (data === "unlocked" && isLocked) document.dispatchEvent(new Event("unlocked"));
};
setInterval(() => Date.now() - seenAt > Number(cover.dataset.lockAfter) * 1_000 && lock(), LOOK_EVERY_MS);

// What this browser keeps of customers goes with the session; a page from the back button asks the server anew.
for (const form of document.querySelectorAll(".sign-out")) form.addEventListener("submit", () => sessionStorage.clear());
addEventListener("pageshow", (event) => event.persisted && location.reload());
