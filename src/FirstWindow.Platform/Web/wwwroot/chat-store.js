// What the customer's browser keeps of a conversation: enough to come back to it, and every word not yet accepted by the bank.

const KEY = "fw_chat";
const EMPTY = { id: null, token: null, reference: null, last: 0, outbox: [], draft: "", isRated: false, needsHelp: false };

function read() {
  try {
    return { ...EMPTY, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return { ...EMPTY };
  }
}

export const kept = read();

/** Known until the page is left, and never stored: the bank's word for who the customer is. */
export const visit = { customerToken: null };

let isLetGo = false;

/** The customer has ended the conversation: the browser keeps nothing of it; this page goes on from memory. */
export function letGo() {
  isLetGo = true;
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Storage is forbidden: there is nothing to take away.
  }
}

/** Writes what changed; a browser without storage still works until it is closed. */
export function keep(changes) {
  Object.assign(kept, changes);
  if (isLetGo) return;
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Storage is full or forbidden: the page goes on from memory.
  }
}

/** Forgets the conversation, not the draft. */
export function forget() {
  isLetGo = false;
  keep({ ...EMPTY, outbox: [], draft: kept.draft, needsHelp: kept.needsHelp });
}

/** A UUID, also where crypto.randomUUID is missing (a page served without TLS). */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((b, i) => ([4, 6, 8, 10].includes(i) ? "-" : "") + b.toString(16).padStart(2, "0")).join("");
}
