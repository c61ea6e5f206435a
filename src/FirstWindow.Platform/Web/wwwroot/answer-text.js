// Shows text from others safely: only elements made here and textContent, never markup of the text itself.

/** An element with a class, text and attributes. */
export function make(tag, className, text, attributes) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined && text !== null) element.textContent = text;
  for (const [name, value] of Object.entries(attributes ?? {})) element.setAttribute(name, value);
  return element;
}

// Characters that turn the direction of what follows can make a name read as another; they say nothing, so they are left out.
const calm = (text) => text.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");

// **bold** and nothing else.
function inline(target, text) {
  calm(text).split(/\*\*([^*]+)\*\*/).forEach((part, i) => {
    if (part) target.append(i % 2 ? make("strong", "", part) : part);
  });
  return target;
}

/** Plain words of a person: lines stay lines. */
export function plain(text) {
  return make("p", "words", calm(text), { dir: "auto" });
}

/** Headings, numbered and bulleted lists, paragraphs and bold: the part of Markdown that our articles use. */
export function rich(text) {
  const block = make("div", "words", undefined, { dir: "auto" });
  let list = null;
  let paragraph = null;
  for (const line of text.replaceAll("\r", "").split("\n")) {
    const heading = /^(#{1,4}) +(.+)$/.exec(line);
    const numbered = /^ {0,3}(\d{1,3})[.、)\uff09] *(.+)$/.exec(line);
    const bulleted = /^ {0,3}[-*•] +(.+)$/.exec(line);
    if (heading) {
      block.append(inline(make("h3"), heading[2]));
      list = paragraph = null;
    } else if (numbered || bulleted) {
      const tag = numbered ? "OL" : "UL";
      if (list?.tagName !== tag) {
        list = make(tag);
        if (numbered && numbered[1] !== "1") list.start = Number(numbered[1]);
        block.append(list);
      }
      list.append(inline(make("li"), numbered ? numbered[2] : bulleted[1]));
      paragraph = null;
    } else if (line.trim() === "") {
      paragraph = null; // A blank line between steps does not begin the count anew.
    } else {
      if (paragraph) paragraph.append(document.createElement("br"));
      else block.append((paragraph = make("p")));
      inline(paragraph, line.trim());
      list = null;
    }
  }
  return block;
}

const OFFERS = new Set(["一步一步来", "Step by step"]);
const BUTTON = /[“"](下一步|已确认|没办成|一步一步来|Next step|Confirmed|It did not work|Step by step)[”"]/g;

function buttonsOf(text) {
  const end = text.lastIndexOf("\n\n");
  const last = end < 0 ? "" : text.slice(end + 2);
  return { before: text.slice(0, Math.max(end, 0)), last, choices: last.includes("\n") ? [] : [...last.matchAll(BUTTON)].map((m) => m[1]) };
}

/** The parts of an automatic answer: its title, text, source line, and the choices it offers. */
export function partsOf(text) {
  const choices = /^([^\n]+[:\uff1a])\n((?:\d+\. [^\n]+\n?)+)\n+([^\n]+)$/.exec(text);
  if (choices) {
    const offered = choices[2].trim().split("\n").map((line) => line.replace(/^\d+\. /, ""));
    return { title: null, body: choices[1], source: null, choices: offered, after: choices[3] };
  }
  // Buttons are named in the last paragraph, in quotation marks.
  const buttons = buttonsOf(text);
  if (buttons.choices.some((choice) => !OFFERS.has(choice))) return { title: null, body: text, source: null, choices: buttons.choices, after: null };
  if (buttons.choices.length > 0) {
    const told = partsOf(buttons.before);
    return { ...told, body: `${told.body}\n\n${buttons.last}`, choices: buttons.choices };
  }
  const paragraphs = text.split(/\n{2,}/);
  const source = paragraphs.length > 1 && /^(来源[:\uff1a]|Source:)/.test(paragraphs.at(-1)) ? paragraphs.pop() : null;
  const title = source !== null && paragraphs.length > 1 && !paragraphs[0].includes("\n") ? paragraphs.shift() : null;
  return { title, body: paragraphs.join("\n\n"), source, choices: [], after: null };
}

/** A text with its blanks {0}, {1} filled in. */
export function fill(text, ...values) {
  return text.replace(/\{(\d)\}/g, (_, i) => String(values[Number(i)] ?? ""));
}
