// Reads server-sent events by fetch: unlike EventSource it sends a token, keeps its place after a 503 and notices a dead line.

const SILENCE_MAX_MS = 40_000; // The server says something every 15 s; a line silent for longer is dead.
const PAUSE_LEAST_MS = 500;
const PAUSE_MOST_MS = 15_000;

/**
 * Listens until stopped and comes back by itself after every fault, from the last event seen.
 * @param {string} url
 * @param {{headers?: Record<string, string>, lastId?: number,
 *   onEvent: (name: string, data: any, id: number | null) => void,
 *   onOpen?: () => void, onLost?: () => void, onRefused?: (status: number) => void}} options
 *   onRefused is told of 401, 403 and 404; listening ends there.
 */
export function listen(url, options) {
  let lastId = options.lastId ?? 0;
  let isStopped = false;
  let abort = new AbortController();
  let wake = () => {};
  let pause = PAUSE_LEAST_MS;

  const hurry = () => wake();
  window.addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);

  function take(block) {
    let name = "message", data = "", id = null;
    for (const line of block.split("\n")) {
      if (line.startsWith("event: ")) name = line.slice(7);
      else if (line.startsWith("data: ")) data += line.slice(6);
      else if (line.startsWith("id: ")) id = Number(line.slice(4));
    }
    if (data === "") return;
    if (id !== null) lastId = id;
    options.onEvent(name, JSON.parse(data), id);
  }

  async function read(response) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const watchdog = setTimeout(() => abort.abort(), SILENCE_MAX_MS);
      const { value, done } = await reader.read().finally(() => clearTimeout(watchdog));
      if (done) return;
      rest += value;
      for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
        take(rest.slice(0, end));
        rest = rest.slice(end + 2);
      }
    }
  }

  async function run() {
    while (!isStopped) {
      abort = new AbortController();
      try {
        const headers = { ...options.headers, Accept: "text/event-stream" };
        if (lastId > 0) headers["Last-Event-ID"] = String(lastId);
        const response = await fetch(url, { headers, cache: "no-store", signal: abort.signal });
        if ([401, 403, 404].includes(response.status)) {
          options.onRefused?.(response.status);
          return;
        }
        if (response.status === 423) {
          await new Promise((resolve) => document.addEventListener("unlocked", resolve, { once: true }));
          continue;
        }
        if (response.ok) {
          pause = PAUSE_LEAST_MS;
          options.onOpen?.();
          await read(response);
        }
      } catch {
        // A lost line is no fault of the page: it says so quietly and tries again.
      }
      if (isStopped) return;
      options.onLost?.();
      await new Promise((resolve) => {
        wake = resolve;
        setTimeout(resolve, pause * (0.75 + Math.random() / 2)); // Spread, so that a restart is not followed by a stampede.
      });
      pause = Math.min(PAUSE_MOST_MS, pause * 2);
    }
  }

  run();
  return {
    stop() {
      isStopped = true;
      window.removeEventListener("online", hurry);
      document.removeEventListener("visibilitychange", hurry);
      abort.abort();
      wake();
    },
  };
}
