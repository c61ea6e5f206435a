// Puts the bank's chat on another of its pages, with one tag:
//   <script src="https://chat.bank.example/widget.js" data-language="zh" data-theme="light" async></script>
// The page's own policy needs our origin in script-src and frame-src, nothing more: no inline script, no style attribute.
(() => {
  const tag = document.currentScript;
  const origin = new URL(tag.src).origin;
  const language = tag.dataset.language ?? (document.documentElement.lang.startsWith("en") ? "en" : "zh");
  const words = language === "en" ? { open: "Chat with us", close: "Close chat", title: "Chat with the bank" }
    : { open: "在线客服", close: "收起客服", title: "银行在线客服" };
  const query = new URLSearchParams({ lang: language });
  if (tag.dataset.theme) query.set("theme", tag.dataset.theme);
  let frame = null;

  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words.open;
  button.setAttribute("aria-expanded", "false");
  Object.assign(button.style, {
    position: "fixed", right: "16px", bottom: "16px", zIndex: "2147483647", minHeight: "60px", padding: "8px 24px", border: "2px solid #fff",
    borderRadius: "30px", background: "#0b5cad", color: "#fff", font: "600 18px/1.4 system-ui, sans-serif", cursor: "pointer",
  });

  // The frame keeps its place when it is closed: the conversation goes on.
  function make() {
    frame = document.createElement("iframe");
    frame.title = words.title;
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms");
    frame.referrerPolicy = "no-referrer";
    frame.src = `${origin}/widget?${query}`;
    Object.assign(frame.style, {
      position: "fixed", right: "16px", bottom: "88px", zIndex: "2147483647", width: "min(420px, calc(100vw - 32px))",
      height: "min(680px, calc(100vh - 104px))", border: "1px solid #738193", borderRadius: "8px", background: "#fff",
    });
    document.body.append(frame);
  }

  button.addEventListener("click", () => {
    if (frame) frame.hidden = !frame.hidden;
    else make();
    frame.style.display = frame.hidden ? "none" : "block";
    button.textContent = frame.hidden ? words.open : words.close;
    button.setAttribute("aria-expanded", String(!frame.hidden));
    if (!frame.hidden) frame.focus();
  });

  const place = () => document.body.append(button);
  if (document.body) place();
  else document.addEventListener("DOMContentLoaded", place);
})();
