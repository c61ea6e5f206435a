// Words the server does not have yet: in this page, and for a reload in this tab, until the session ends. Who signs in again in place goes
// on with what the page holds.

const words = new Map();

export const unsaved = {
  read: (key) => words.get(key) ?? sessionStorage.getItem(key),
  write(key, text) {
    if (text) {
      words.set(key, text);
      sessionStorage.setItem(key, text);
    } else {
      words.delete(key);
      sessionStorage.removeItem(key);
    }
  },
  /** Keys that begin so, and their words. */
  all: (start) => [...words].filter(([key]) => key.startsWith(start)),
};

document.addEventListener("session-over", () => sessionStorage.clear());
document.addEventListener("unlocked", () => {
  for (const [key, text] of words) sessionStorage.setItem(key, text);
});
