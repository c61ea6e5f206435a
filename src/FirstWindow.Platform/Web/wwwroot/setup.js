// The key of a one-time address stands behind its #, where no server and no log sees it; from here it goes in the body.

const form = document.getElementById("door");
const key = new URLSearchParams(location.hash.slice(1)).get("key");
if (key) {
  history.replaceState(null, "", location.pathname);
  form.elements.namedItem("key").value = key;
  form.requestSubmit();
}
