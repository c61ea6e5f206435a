// The chat in a frame: many browsers keep nothing for a frame on a foreign site, so the conversation must never be left.
// Public pages open above it, and the theme changes in place.

const reader = document.querySelector("#reader");
const reading = document.querySelector("#reading");

async function open(address) {
  const url = new URL(address, location.href);
  for (const [name, value] of new URLSearchParams(location.search)) url.searchParams.set(name, value); // Language and theme.
  const response = await fetch(url, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response?.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const main = page.querySelector("main");
  main.removeAttribute("id");
  for (const part of main.querySelectorAll("form, .lines, [data-print]")) part.remove(); // They need a page of their own.
  reading.replaceChildren(...main.childNodes);
  if (!reader.open) reader.showModal();
  reader.scrollTop = 0;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || link.protocol === "tel:" || link.hash !== "") return;
  if (link.origin === location.origin && link.pathname === "/widget") {
    if (link.lang) return; // Another language is another page.
    event.preventDefault();
    document.documentElement.dataset.theme = new URL(link.href).searchParams.get("theme");
    for (const other of link.parentElement.children) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    return;
  }
  event.preventDefault(); // A frame opens no windows, and leads nowhere else.
  if (link.origin !== location.origin) return;
  if (link.pathname === "/") reader.close();
  else if (link.pathname.startsWith("/help")) open(link.href);
});
