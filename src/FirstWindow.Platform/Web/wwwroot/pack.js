// The text of a pack: says in which line one writes, and leads from a fault to its line.

const content = document.getElementById("content");
const place = document.getElementById("place");

const lineAt = (at) => content.value.slice(0, at).split("\n").length;

document.addEventListener("selectionchange", () => {
  if (document.activeElement === content) place.textContent = place.dataset.text.replace("{0}", lineAt(content.selectionStart));
});

for (const link of document.querySelectorAll("[data-line]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const lines = content.value.split("\n");
    const line = Math.min(Number(link.dataset.line), lines.length);
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    content.focus();
    content.setSelectionRange(start, start + lines[line - 1].length);
    content.scrollTop = (content.scrollHeight / lines.length) * Math.max(0, line - 5);
  });
}
