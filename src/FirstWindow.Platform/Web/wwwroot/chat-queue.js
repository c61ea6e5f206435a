// Waiting, leaving, asking for help: everything a customer can do about the queue.

import { makeBackground } from "./chat-background.js";
import { fill } from "./answer-text.js";
import { call } from "./chat-send.js";
import { kept, keep } from "./chat-store.js";

const ASK_EVERY_MS = 4_000;
const $ = (id) => document.getElementById(id);

export function makeQueue(texts, sender, view) {
  let state = "assistant";
  let timer = 0;
  let answeredBy = null;
  let opensAt = null;
  const askBackground = makeBackground(texts, sender, view);
  const path = (end) => `/api/v1/conversations/${kept.id}/${end}`;

  // The end of a day is the first moment of the next; people are told the day.
  const dayOf = (instant) => new Date(Date.parse(instant) - 1)
    .toLocaleDateString(document.documentElement.lang, { month: "long", day: "numeric", timeZone: "Asia/Shanghai" });

  function say(line) {
    if ($("place").textContent !== line) view.follow(() => ($("place").textContent = line)); // Said aloud only when it changes.
  }

  function lineOf(place) {
    if (place.agentsOnline === 0) return place.isOpen ? texts["nobody"] : place.hours ? fill(texts["closed"], place.hours) : texts["closed-today"];
    const where = fill(texts[place.ahead === 0 ? "first" : "place"], place.ahead, place.agentsOnline);
    const wait = place.waitSeconds === null ? texts["wait-unknown"] : fill(texts["wait"], Math.max(1, Math.ceil(place.waitSeconds / 60)));
    return `${where} ${wait}`;
  }

  // People are told the day and the hour at which somebody serves again.
  const momentOf = (instant) => new Date(instant).toLocaleString(document.documentElement.lang,
    { month: "long", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });

  async function offerMessage() {
    say(opensAt ? fill(texts["off-hours-note"], momentOf(opensAt)) : texts["closed-today"]);
    const answer = await call("GET", path("place"));
    if (answer.status !== 200 || state !== "off-hours") return;
    $("leave-message").textContent = fill(texts["leave-message"], dayOf(answer.data.messageAnsweredBy));
    $("leave-message").hidden = false;
  }

  async function ask() {
    clearTimeout(timer);
    timer = 0;
    if (state !== "waiting" || !kept.id) return;
    const answer = await call("GET", path("place"));
    if (answer.status === 200 && state === "waiting") {
      say(lineOf(answer.data));
      $("leave-message").textContent = fill(texts["leave-message"], dayOf(answer.data.messageAnsweredBy));
      $("leave-message").hidden = false;
    }
    timer = setTimeout(ask, ASK_EVERY_MS);
  }

  async function help(kind) {
    if (!(await sender.open())) return false;
    const answer = await sender.calmly("POST", path("help"), { kind });
    return answer.status === 200;
  }

  $("leave-queue").addEventListener("click", () => sender.calmly("DELETE", path("place")));
  $("leave-message").addEventListener("click", async () => {
    const answer = await sender.calmly("POST", path("message-left"), { callback: $("callback").value.trim() || null });
    if (answer.data?.code === "conversation.callback") {
      say(answer.data.title);
      $("callback").focus();
    }
    if (answer.data?.code === "conversation.nothing-said") {
      say(texts["say-first"]);
      $("words").focus();
    }
  });
  $("elder").addEventListener("click", () => {
    keep({ needsHelp: true });
    document.documentElement.dataset.theme = "elder";
    fetch("/theme/elder?back=%2Fhealth%2Fready").catch(() => {}); // Remembered for the other pages; this one has it already.
    help("elder");
  });
  $("stop").addEventListener("click", async () => {
    $("stop-state").textContent = "";
    $("stop-card").showModal();
    $("stop-state").textContent = texts[(await help("card")) ? "stop.front" : "stop.failed"];
  });

  return {
    dayOf,
    /** Notes until when a message that was left is answered. */
    promise(until) {
      answeredBy = until;
    },
    /** Notes when people serve again. */
    open(at) {
      opensAt = at;
    },
    show(next) {
      state = next;
      view.follow(() => ($("queue").hidden = !["waiting", "left", "off-hours"].includes(next)));
      $("queue-acts").hidden = next !== "waiting" && next !== "off-hours";
      $("leave-queue").hidden = next !== "waiting";
      if (next === "off-hours") offerMessage();
      if (next === "left") say(fill(texts["left-note"], dayOf(answeredBy)));
      if (next === "waiting" && !timer) ask();
      if (next === "waiting") askBackground();
    },
  };
}
