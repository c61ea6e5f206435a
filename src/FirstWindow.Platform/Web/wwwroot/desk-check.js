// What the language check finds in a reply, while it is typed and when it is refused: the place, the clause, why, and better words by one click.

import { fill, make } from "./answer-text.js";
import { call } from "./desk-api.js";

const CHECK_AFTER_MS = 400;
const $ = (id) => document.getElementById(id);

export function makeCheck(texts, idOf, changed) {
  let timer = 0;
  let shown = "[]";

  function take(said, suggestion) {
    const now = $("reply").value;
    $("reply").value = now.includes(said) ? now.replace(said, () => suggestion) : suggestion;
    changed();
    $("reply").focus();
  }

  function row(text, finding, isFirst) {
    const said = [...text].slice(finding.start, finding.start + finding.length).join(""); // Offsets count code points.
    const item = make("li", finding.severity === "block" ? "is-block" : "");
    const line = make("p", "", `${texts[`severity.${finding.severity}`] ?? finding.severity} `);
    line.append(make("mark", "", said), " ", make("a", "", finding.clause, { href: `/rulebook/${finding.clause}`, target: "_blank" }));
    const why = finding.rule === "unfilled-blank" ? texts["unfilled-blank"] : finding.why;
    item.append(line, make("p", "quiet", fill(texts["why"], why) + (finding.severity === "warn" ? texts["may-override"] : "")));
    if (finding.suggestion) {
      const use = make("button", "btn use", fill(texts["use"], finding.suggestion) + (isFirst ? " (Alt+Enter)" : ""), { type: "button" });
      use.addEventListener("click", () => take(said, finding.suggestion));
      item.append(use);
    }
    return item;
  }

  function show(text, findings) {
    const now = JSON.stringify(findings.map((f) => [f.rule, f.start, f.length]));
    if (now === shown) return; // Told once, not at every key.
    shown = now;
    const first = findings.findIndex((f) => f.suggestion);
    $("findings").replaceChildren(...findings.map((finding, i) => row(text, finding, i === first)));
  }

  function clear() {
    clearTimeout(timer);
    show("", []);
  }

  return {
    show,
    clear,
    /** Checks what stands in the composer once typing pauses. */
    soon() {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const conversation = idOf();
        const text = $("reply").value;
        if (!conversation || text.trim() === "") return clear();
        const answer = await call("POST", "/api/v1/desk/check", { conversation, text });
        if (answer.status === 200 && idOf() === conversation && $("reply").value === text) show(text, answer.data.findings);
      }, CHECK_AFTER_MS);
    },
  };
}
