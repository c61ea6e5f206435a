// What the customer sees: bubbles, state lines, choices. It decides nothing.

import { fill, make, partsOf, plain, rich } from "./answer-text.js";

const TYPING_SHOWN_MS = 4_000;

export function makeView(root, texts) {
  const log = root.querySelector("#log");
  const typing = root.querySelector("#typing");
  const pending = new Map();
  let agent = "";
  let showFile = () => plain("");
  let typingTimer = 0;

  const clock = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

  function isNearEnd() {
    const page = document.scrollingElement;
    return page.scrollHeight - page.scrollTop - page.clientHeight < 240;
  }

  function place(element) {
    const follow = isNearEnd();
    log.append(element);
    if (!follow) return;
    // A long answer is read from its beginning.
    if (element.offsetHeight > window.innerHeight * 0.5) element.scrollIntoView({ block: "start", behavior: "instant" });
    else toEnd();
  }

  function toEnd() {
    window.scrollTo({ top: document.scrollingElement.scrollHeight, behavior: "instant" });
  }

  function speaker(from) {
    if (from === "customer") return texts["you"];
    return from === "assistant" ? texts["assistant"] : fill(texts["agent"], agent);
  }

  function bubble(from, at, content, note) {
    const item = make("li", `bubble from-${from}`);
    const head = make("p", "speaker", speaker(from));
    head.append(make("time", "", clock(at), { datetime: new Date(at).toISOString() }));
    item.append(head, ...content);
    if (note) item.append(make("p", "note", note));
    return item;
  }

  function answer(text, onChoice) {
    const parts = partsOf(text);
    const content = [];
    if (parts.title) content.push(make("h2", "answer-title", parts.title, { dir: "auto" }));
    content.push(rich(parts.body));
    if (parts.choices.length > 0) {
      const group = make("div", "choices", undefined, { role: "group", "aria-label": texts["choices"] });
      for (const choice of parts.choices) {
        const button = make("button", "choice", choice, { type: "button", dir: "auto" });
        button.addEventListener("click", () => onChoice(choice));
        group.append(button);
      }
      content.push(group);
      if (parts.after) content.push(plain(parts.after));
    }
    if (parts.source) content.push(make("p", "source", parts.source, { dir: "auto" }));
    return content;
  }

  return {
    setAgent(number) {
      agent = number;
    },
    showFilesBy(show) {
      showFile = show;
    },
    message(event, onChoice) {
      pending.get(event.id)?.remove();
      pending.delete(event.id);
      const content = event.file ? [showFile(event.file)] : event.from === "assistant" ? answer(event.text, onChoice) : [plain(event.text || texts["erased"])];
      for (const old of log.querySelectorAll(".choices button")) old.disabled = event.from === "customer" || old.disabled;
      place(bubble(event.from, event.at, content));
      this.typing(false);
    },
    state(text) {
      place(make("li", "state-line", text));
    },
    waiting(message) {
      const item = bubble("customer", message.at, [plain(message.text)], texts["sending"]);
      item.classList.add("is-pending");
      pending.set(message.id, item);
      place(item);
      toEnd();
    },
    /** A file on its way: told how far it is, and taken away when it has arrived. */
    file(name, text) {
      const item = bubble("customer", Date.now(), [plain(name)], text);
      const bar = make("progress", "", undefined, { max: "100", value: "0", "aria-label": name });
      item.append(bar);
      item.classList.add("is-pending");
      place(item);
      toEnd();
      return {
        tell(line, percent) {
          item.querySelector(".note").textContent = line;
          bar.value = percent;
        },
        end: () => item.remove(),
      };
    },
    sent(id) {
      const note = pending.get(id)?.querySelector(".note");
      if (note) note.textContent = texts["sent"];
    },
    refused(id, title, onEdit) {
      const item = pending.get(id);
      if (!item) return;
      item.classList.add("is-refused");
      item.querySelector(".note").textContent = fill(texts["not-sent"], title);
      const edit = make("button", "quiet-button", texts["edit"], { type: "button" });
      edit.addEventListener("click", () => {
        item.remove();
        onEdit();
      });
      item.append(edit);
    },
    typing(isOn) {
      typing.hidden = !isOn;
      clearTimeout(typingTimer);
      if (isOn) typingTimer = setTimeout(() => (typing.hidden = true), TYPING_SHOWN_MS);
    },
    /** Keeps the end in sight when something below the words has grown. */
    follow(change) {
      const wasNearEnd = isNearEnd();
      change();
      if (wasNearEnd) toEnd();
    },
    clear() {
      log.replaceChildren();
      pending.clear();
    },
  };
}
