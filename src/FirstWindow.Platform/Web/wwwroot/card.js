// Forms about customers go to the API as JSON, so that a refusal has one place. A field in clear is shown for its seconds and masked again.

import { call, renewBy } from "./desk-api.js";

// An ended session: the page itself asks to sign in again.
renewBy(() => new Promise(() => location.reload()));

const root = document.getElementById("card");
const texts = JSON.parse(root.dataset.texts);
const $ = (id) => document.getElementById(id);

/** What a form says, the pressed button included; numbers and flags are said by data attributes. */
function bodyOf(form, pressed) {
  const body = {};
  for (const field of form.elements) {
    if (!field.name || (field.type === "submit" && field !== pressed) || (field.type === "checkbox" && !field.checked)) continue;
    if (field.value === "" && !field.required) continue;
    const value = "number" in field.dataset ? Number(field.value) : "flag" in field.dataset ? field.value === "true" : field.value;
    if ("list" in field.dataset) (body[field.name] ??= []).push(value);
    else body[field.name] = value;
  }
  return body;
}

function tell(form, answer) {
  const fault = form.querySelector(".fault");
  fault.textContent = answer.status === 0 ? texts["lost"] : answer.data?.title ?? texts["failed"];
  if (answer.data?.clause) {
    const link = document.createElement("a");
    link.href = `/rulebook/${answer.data.clause}`;
    link.textContent = answer.data.clause;
    fault.append(" ", link);
  }
}

async function send(form, pressed) {
  const body = bodyOf(form, pressed);
  const url = form.dataset.url.replace(/\{(\w+)\}/, (_, name) => encodeURIComponent(body[name]));
  const method = form.dataset.call ?? "POST";
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  const answer = await call(method, url, method === "DELETE" ? undefined : body);
  for (const button of form.querySelectorAll("button")) button.disabled = false;
  if (answer.status < 200 || answer.status >= 300) {
    tell(form, answer);
    return null;
  }
  form.querySelector(".fault").textContent = "";
  return answer.data ?? {};
}

async function reveal(form) {
  const shown = await send(form);
  if (!shown) return;
  const place = root.querySelector(`[data-value="${form.dataset.reveal}"]`);
  place.dataset.masked ??= place.textContent;
  place.textContent = shown.value;
  place.classList.add("is-revealed");
  clearTimeout(Number(place.dataset.timer ?? 0));
  place.dataset.timer = setTimeout(() => mask(place), shown.seconds * 1000);
}

function mask(place) {
  place.textContent = place.dataset.masked;
  place.classList.remove("is-revealed");
}

function showFound(found) {
  $("found").replaceChildren(...(found.length === 0 ? [document.createTextNode(texts["found-none"])] : found.map(({ customer, contact }) => {
    const link = document.createElement("a");
    link.href = `/customers/${customer.id}?contact=${contact}`;
    link.textContent = [customer.name, customer.phone].filter(Boolean).join(" · ");
    return link;
  })));
}

/** Shown once: the page must not load anew, and what needs it appears. */
function showOnce(form, value) {
  const place = form.querySelector("output");
  place.textContent = value;
  place.hidden = false;
  form.querySelector("button").hidden = true;
  form.parentElement.querySelector("[data-fetch]").hidden = false;
}

root.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.url) return;
  event.preventDefault();
  if ("reveal" in form.dataset) return reveal(form);
  const answer = await send(form, event.submitter);
  if (!answer) return;
  if (form.dataset.once) showOnce(form, answer[form.dataset.once]);
  else if ("search" in form.dataset) showFound(answer.found);
  else if (form.dataset.next) location.assign(form.dataset.next.replace("{id}", encodeURIComponent(answer.id)));
  else location.reload();
});

// What was revealed must not be there again when the page comes back out of the browser's cache, nor while nobody looks.
for (const name of ["pagehide", "visibilitychange"]) {
  addEventListener(name, () => root.querySelectorAll(".is-revealed").forEach(mask));
}
