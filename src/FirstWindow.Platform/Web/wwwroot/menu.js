// The groups of pages in the head: one open at a time, closed by Escape, by a click elsewhere and by leaving it.

const folds = [...document.querySelectorAll(".pages details")];

function close(except) {
  for (const fold of folds) if (fold !== except) fold.open = false;
}

for (const fold of folds) fold.addEventListener("toggle", () => fold.open && close(fold));
document.addEventListener("click", (event) => close(event.target.closest(".pages details")));
document.addEventListener("focusin", (event) => close(event.target.closest(".pages details")));
document.addEventListener("keydown", (event) => {
  const open = folds.find((fold) => fold.open);
  if (event.key !== "Escape" || !open) return;
  const wasInside = open.contains(document.activeElement);
  close();
  if (wasInside) open.querySelector("summary").focus();
});
