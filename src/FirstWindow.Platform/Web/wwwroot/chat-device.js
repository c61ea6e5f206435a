// Going on with a conversation on another device: a code shown here and typed there, or typed here.

import { fill } from "./answer-text.js";
import { call } from "./chat-send.js";
import { forget, kept, keep, visit } from "./chat-store.js";

const $ = (id) => document.getElementById(id);

const goOn = ({ id, token, reference }) => keep({ id, token, reference, last: 0, outbox: [], isRated: false });

/**
 * The bank's app opens the page with the customer's token behind the "#", which no server and no log sees. It works once;
 * with no open conversation it is kept for the one that the first word opens.
 */
export async function comeBack() {
  const customerToken = new URLSearchParams(location.hash.slice(1)).get("customer");
  if (!customerToken) return;
  history.replaceState(null, "", location.pathname + location.search);
  const answer = await call("POST", "/api/v1/conversations/continuation", { customerToken });
  if (answer.status === 200) goOn(answer.data);
  else if (answer.data?.code === "device.nothing-open") {
    visit.customerToken = customerToken;
    keep({ draft: kept.outbox.map((m) => m.text).join("\n") || kept.draft });
    forget(); // The conversation this browser keeps is not this customer's.
  }
}

export function makeDevice(texts, follow) {
  $("device").addEventListener("click", async () => {
    const answer = await call("POST", `/api/v1/conversations/${kept.id}/device-code`);
    $("device-code").textContent = answer.status === 200 ? answer.data.code : "";
    $("device-state").textContent = answer.status === 200
      ? fill(texts["device.until"], new Date(answer.data.expiresAt).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }))
      : answer.data?.title ?? texts["failed"];
    $("device-dialog").showModal();
  });

  $("continue").addEventListener("submit", async (event) => {
    event.preventDefault();
    const code = $("continue-code").value.trim();
    if (code === "") return;
    const answer = await call("POST", "/api/v1/conversations/continuation", { code });
    $("continue-state").textContent = answer.status === 200 ? "" : answer.data?.title ?? texts[answer.status === 0 ? "lost" : "failed"];
    if (answer.status !== 200) return $("continue-code").focus();
    $("continue").reset();
    goOn(answer.data);
    follow();
  });
}
