// The floor asks for its board again whenever the server says that something on it has changed.

import { listen } from "./sse.js";

const board = document.getElementById("board");
const lost = document.getElementById("lost");

listen("/floor/events", {
  onEvent(name) {
    if (name === "changed") window.htmx.trigger(board, "changed");
    if (name === "bulletins") document.dispatchEvent(new Event("bulletins"));
    if (name === "signed-out") location.reload();
  },
  onOpen() {
    lost.hidden = true;
    document.dispatchEvent(new Event("bulletins")); // One may have been raised before the line stood.
  },
  onLost: () => (lost.hidden = false),
  onRefused: () => location.reload(),
});
