// Booking a time with somebody who signs, or who telephones for the customer and writes down what is said.

import { fill } from "./answer-text.js";
import { call } from "./chat-send.js";
import { kept } from "./chat-store.js";

const $ = (id) => document.getElementById(id);

export function makeAppointments(texts, sender) {
  const dialog = $("appointment");
  const form = $("appointment-form");
  const send = form.querySelector("[type=submit]");
  const bookWords = send.textContent;
  const momentOf = (instant) => new Date(instant).toLocaleString(document.documentElement.lang,
    { month: "long", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
  const path = () => `/api/v1/conversations/${kept.id}/appointment`;
  const kindOf = () => new FormData(form).get("kind");
  const nameOf = (kind) => form.querySelector(`[value=${kind}]`).parentElement.textContent.trim();
  let view = null;

  function offer() {
    const free = view.free[kindOf()];
    $("appointment-time").replaceChildren(...free.map((at) => new Option(momentOf(at), at)));
    $("appointment-fault").textContent = free.length === 0 ? texts["appointment.none"] : "";
    send.disabled = free.length === 0;
  }

  function show() {
    const isBooked = view.startsAt !== null;
    $("appointment-state").textContent = isBooked ? fill(texts["appointment.yours"], nameOf(view.kind), momentOf(view.startsAt)) : "";
    $("appointment-cancel").hidden = !isBooked;
    send.textContent = isBooked ? texts["appointment.move"] : bookWords;
    if (isBooked) form.querySelector(`[value=${view.kind}]`).checked = true;
    offer();
  }

  async function read() {
    const answer = await call("GET", path());
    if (answer.status !== 200) return false;
    view = { kind: null, startsAt: null, ...answer.data };
    show();
    return true;
  }

  async function change(method, body) {
    const answer = await sender.calmly(method, path(), body);
    const fault = answer.status === 204 ? "" : answer.data?.title ?? texts["failed"];
    await read();
    if (fault) $("appointment-fault").textContent = fault;
  }

  for (const button of document.querySelectorAll("[data-appointment]")) {
    button.addEventListener("click", async () => {
      if ((await sender.open()) && (await read())) dialog.showModal();
    });
  }
  form.addEventListener("change", (event) => {
    if (event.target.name === "kind") offer();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const startsAt = $("appointment-time").value;
    if (startsAt) change(view.startsAt === null ? "POST" : "PUT", { kind: kindOf(), startsAt });
  });
  $("appointment-cancel").addEventListener("click", () => change("DELETE"));
}
