// Calls of the desk. An ended session is renewed in place, a locked one waited for, and the call made again: no word is lost.

const PATIENCE_MS = 15_000;
let renewing = null;
let renew = () => Promise.reject(new Error("Nobody renews the session."));

/** Sets who asks for a new sign-in; resolves once there is a session again. */
export function renewBy(ask) {
  renew = ask;
}

/** Asks for a new sign-in once, however many calls wait for it. */
export function renewSession() {
  renewing ??= renew().finally(() => (renewing = null));
  return renewing;
}

/** Status 0 is a lost connection. */
export async function call(method, path, body) {
  for (;;) {
    let response;
    try {
      response = await fetch(path, {
        method, cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS),
        headers: { "X-FirstWindow": "1", ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
    } catch {
      return { status: 0, data: null, retryAfterMs: 2_000, serverAt: null };
    }
    if (response.status === 401 && path !== "/api/v1/session") {
      await renewSession();
      continue;
    }
    if (response.status === 423) {
      document.dispatchEvent(new Event("locked"));
      await new Promise((resolve) => document.addEventListener("unlocked", resolve, { once: true }));
      continue;
    }
    const isJson = response.headers.get("Content-Type")?.includes("json");
    return {
      status: response.status, data: isJson ? await response.json() : null,
      retryAfterMs: Number(response.headers.get("Retry-After") ?? 1) * 1_000, serverAt: Date.parse(response.headers.get("Date")),
    };
  }
}

/** Whether the trouble passes by itself. */
export const passes = (status) => status === 0 || status === 429 || status >= 500;

export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
