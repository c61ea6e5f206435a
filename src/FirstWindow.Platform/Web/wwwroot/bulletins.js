// Emergency bulletins: shown the moment the server tells, asked for now and then where it does not, gone when their time is over.

const ASK_EVERY_MS = 20_000;
const strip = document.getElementById("bulletins");
let ending = 0;

function watch() {
  clearTimeout(ending);
  const left = [...strip.querySelectorAll("[data-seconds]")].map((line) => Number(line.dataset.seconds));
  if (left.length > 0) ending = setTimeout(refresh, (Math.min(...left) + 1) * 1000);
}

/** Fetches the bulletins that stand; what has not changed is left alone, so that it is not read out again. */
async function refresh() {
  try {
    const response = await fetch(strip.dataset.from, { cache: "no-store", headers: { "HX-Request": "true" } });
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").body;
    const words = (element) => element.textContent.replace(/\s+/g, " ").trim();
    if (words(fresh) !== words(strip)) strip.replaceChildren(...fresh.children);
    watch();
  } catch {
    // Without a line the old bulletins stay; the page says by itself that it is cut off.
  }
}

if (strip) {
  watch();
  document.addEventListener("bulletins", refresh);
  setInterval(() => document.hidden || refresh(), ASK_EVERY_MS * (0.75 + Math.random() / 2));
}
