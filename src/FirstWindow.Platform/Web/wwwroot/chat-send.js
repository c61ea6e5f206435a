// Brings words to the bank: one at a time, in order, each under its own id until it is accepted, however long that takes.

import { kept, keep, forget, visit } from "./chat-store.js";

const PAUSE_LEAST_MS = 1_000;
const PAUSE_MOST_MS = 15_000;
const PATIENCE_MS = 15_000;

/** Calls the API as this conversation. Network faults give status 0. */
export async function call(method, path, body) {
  const headers = { "Content-Type": "application/json" };
  if (kept.token) headers.Authorization = `Bearer ${kept.token}`;
  try {
    const response = await fetch(path, {
      method, headers, body: body === undefined ? undefined : JSON.stringify(body), cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const isJson = response.headers.get("Content-Type")?.includes("json");
    return {
      status: response.status, data: isJson ? await response.json() : null,
      retryAfterMs: Number(response.headers.get("Retry-After") ?? 1) * 1_000,
    };
  } catch {
    return { status: 0, data: null, retryAfterMs: 0 };
  }
}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * @param {string} locale
 * @param {number} notice version of the notice this page shows
 * @param {{onTrouble: (kind: "lost" | "busy" | null) => void, onSent: (id: string, seq: number) => void,
 *   onRefused: (message: {id: string, text: string}, problem: any) => void, onOpened: () => void, onUnknown: () => void, onNotice: () => void}} told
 */
export function makeSender(locale, notice, told) {
  let isRunning = false;
  let pause = PAUSE_LEAST_MS;

  // Only trouble that passes is waited for; anything else is an answer.
  async function calmly(method, path, body) {
    for (;;) {
      const answer = await call(method, path, body);
      if (answer.status !== 0 && answer.status !== 429 && answer.status < 500) {
        pause = PAUSE_LEAST_MS;
        told.onTrouble(null);
        return answer;
      }
      told.onTrouble(answer.status === 0 ? "lost" : "busy");
      await wait(Math.max(answer.retryAfterMs, answer.status === 0 ? pause : 0) * (0.9 + Math.random() / 5));
      pause = Math.min(PAUSE_MOST_MS, pause * 2);
    }
  }

  async function open() {
    if (kept.id) return true;
    const { customerToken } = visit;
    visit.customerToken = null;
    let answer = await calmly("POST", "/api/v1/chat", { locale, notice, customerToken });
    const isUnknown = answer.data?.code === "customer-token.refused";
    if (isUnknown) answer = await calmly("POST", "/api/v1/chat", { locale, notice });
    if (answer.data?.code === "conversation.notice") told.onNotice();
    if (answer.status !== 201) return false;
    keep({ id: answer.data.id, token: answer.data.token, reference: answer.data.reference, last: 0 });
    told.onOpened();
    if (isUnknown) told.onUnknown();
    return true;
  }

  async function flush() {
    if (isRunning) return;
    isRunning = true;
    try {
      while (kept.outbox.length > 0 && (await open())) {
        const message = kept.outbox[0];
        const answer = await calmly("POST", `/api/v1/conversations/${kept.id}/messages`, { id: message.id, text: message.text });
        keep({ outbox: kept.outbox.filter((m) => m.id !== message.id) });
        if (answer.status === 200 || answer.status === 201) told.onSent(message.id, answer.data.seq);
        else told.onRefused(message, answer.data);
      }
    } finally {
      isRunning = false;
    }
  }

  return {
    open, flush, calmly,
    send(message) {
      keep({ outbox: [...kept.outbox, message] });
      flush();
    },
    forget,
  };
}
