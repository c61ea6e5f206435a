// Going on with a conversation on another device: a code shown here and typed there, or typed here.

import { fill } from "./answer-text.js";
import { call } from "./chat-send.js";
import { kept, keep } from "./chat-store.js";

const $ = (id) => document.getElementById(id);

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
    keep({ id: answer.data.id, token: answer.data.token, reference: answer.data.reference, last: 0, isRated: false });
    follow();
  });
}
