// A list that opens under a box while one types a sign, e.g. :: or @@. Arrows choose, Enter or Tab takes, Esc closes; the box keeps the focus.

import { fill, make } from "./answer-text.js";

const ASK_AFTER_MS = 150;
const SHOWN_CHARS = 120;

/**
 * @param {{box: HTMLTextAreaElement, list: HTMLElement, status: HTMLElement, none: string, found: string,
 *   typed: (before: string) => {kind: string, words: string, length: number} | null,
 *   find: (now) => Promise<{title: string, text: string}[]>,
 *   take: (option, now, replace: (text: string) => void) => void, left?: (now, options) => void}} options
 */
export function makePick({ box, list, status, none, found, typed, find, take, left }) {
  let open = null; // { kind, words, length, options, chosen }
  let timer = 0;
  const look = () => typed(box.value.slice(0, box.selectionStart));

  function choose(at) {
    open.chosen = at;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    box.setAttribute("aria-activedescendant", list.children[at]?.id ?? "");
  }

  function draw() {
    list.replaceChildren(...open.options.map((option, i) => {
      const item = make("li", "", undefined, { role: "option", id: `${list.id}-${i}` });
      item.append(make("strong", "", option.title), " ", make("span", "", option.text.slice(0, SHOWN_CHARS)));
      item.addEventListener("mousedown", (event) => event.preventDefault());
      item.addEventListener("click", () => use(option));
      return item;
    }));
    list.hidden = open.options.length === 0;
    status.textContent = open.options.length === 0 ? none : fill(found, open.options.length);
    if (open.options.length > 0) choose(0);
  }

  function close() {
    clearTimeout(timer);
    open = null;
    list.hidden = true;
    list.replaceChildren();
    status.textContent = "";
    box.removeAttribute("aria-activedescendant");
  }

  // A blank that only a person can fill is selected, so that typing fills it.
  function use(option) {
    const now = open;
    const end = box.selectionStart;
    const start = end - now.length;
    close();
    take(option, now, (text) => {
      box.setRangeText(text, start, end, "end");
      const blank = /\{[a-z]+\}/.exec(text);
      if (blank) box.setSelectionRange(start + blank.index, start + blank.index + blank[0].length);
      box.focus();
    });
  }

  box.addEventListener("input", () => {
    const now = look();
    if (!now) return close();
    if (open?.kind === now.kind && open.words === now.words) return;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const options = await find(now);
      if (look()?.words !== now.words) return;
      open = { ...now, options, chosen: 0 };
      draw();
    }, ASK_AFTER_MS);
  });
  box.addEventListener("blur", close);

  /** Whether the list took the key. */
  return (event) => {
    if (!open || event.isComposing) return false;
    const count = open.options.length;
    if (event.key === "Escape") {
      left?.(open, open.options);
      close();
    } else if (count === 0) return false;
    else if (event.key === "ArrowDown") choose((open.chosen + 1) % count);
    else if (event.key === "ArrowUp") choose((open.chosen + count - 1) % count);
    else if (event.key === "Enter" || event.key === "Tab") use(open.options[open.chosen]);
    else return false;
    event.preventDefault();
    return true;
  };
}
