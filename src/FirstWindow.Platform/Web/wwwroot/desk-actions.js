// Every action of the desk with its key: one list feeds the single keys, the sheet of keys and the command bar.

import { fill, make } from "./answer-text.js";

const $ = (id) => document.getElementById(id);

/** @param {{id: string, key?: string, run: () => void, when?: () => boolean}[]} actions */
export function makeActions(texts, actions) {
  let shown = [];
  let chosen = 0;
  const labelOf = (action) => texts[`act.${action.id}`];
  const can = (action) => action.when?.() ?? true;

  function choose(at) {
    chosen = at;
    [...$("commands").children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    $("command").setAttribute("aria-activedescendant", shown.length > 0 ? `command-${at}` : "");
    $("commands").children[at]?.scrollIntoView({ block: "nearest" });
  }

  function draw() {
    const words = $("command").value.trim().toLowerCase().split(/\s+/);
    shown = actions.filter((a) => can(a) && words.every((word) => `${labelOf(a)} ${a.id}`.toLowerCase().includes(word)));
    $("commands").replaceChildren(...shown.map((action, i) => {
      const item = make("li", "", labelOf(action), { role: "option", id: `command-${i}` });
      if (action.key) item.append(" ", make("kbd", "", action.key.toUpperCase()));
      item.addEventListener("mousedown", (event) => event.preventDefault());
      item.addEventListener("click", () => run(action));
      return item;
    }));
    $("commands-found").textContent = shown.length === 0 ? texts["commands.none"] : fill(texts["commands.found"], shown.length);
    choose(0);
  }

  function run(action) {
    $("command-bar").close();
    action.run();
  }

  function openBar() {
    $("command").value = "";
    $("command-bar").showModal();
    draw();
    $("command").focus();
  }

  function openSheet() {
    const rows = actions.filter((a) => a.key).flatMap((a) => {
      const key = make("dt");
      key.append(make("kbd", "", a.key.toUpperCase()));
      return [key, make("dd", "", labelOf(a))];
    });
    $("keys-list").replaceChildren(...rows);
    $("keys").showModal();
  }

  $("command").addEventListener("input", draw);
  $("command").addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" && shown.length > 0) choose((chosen + 1) % shown.length);
    else if (event.key === "ArrowUp" && shown.length > 0) choose((chosen + shown.length - 1) % shown.length);
    else if (event.key === "Enter" && shown.length > 0) run(shown[chosen]);
    else return;
    event.preventDefault();
  });
  $("show-keys").addEventListener("click", openSheet);
  $("show-commands").addEventListener("click", openBar);

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      return openBar();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const action = event.key === "?" ? { run: openSheet } : actions.find((a) => a.key === event.key.toLowerCase() && can(a));
    if (!action) return;
    event.preventDefault();
    action.run();
  });
}
