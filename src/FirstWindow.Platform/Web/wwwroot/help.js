// The public pages work without this: it searches as one types and prints.

const PAUSE_MS = 250;
const form = document.querySelector("#help-search");
let timer = 0;
let asked = 0;

// The page itself is asked again, and its list taken over: one page, one way to show it.
async function ask() {
  const address = `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
  const mine = ++asked;
  try {
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine !== asked) return; // Something newer was typed meanwhile.
    document.querySelector("#found").replaceChildren(...page.querySelector("#found").childNodes);
    document.querySelector("#count").textContent = page.querySelector("#count").textContent;
    history.replaceState(null, "", address);
  } catch {
    // The button still leads there once the network is back.
  }
}

function askSoon() {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE_MS);
}

form?.addEventListener("input", (event) => {
  if (!event.isComposing) askSoon();
});
form?.addEventListener("compositionend", askSoon);
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
