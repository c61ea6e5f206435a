// One's own figures of the day, shown while no contact is open. What each counts stands beside it.

import { fill } from "./answer-text.js";
import { call } from "./desk-api.js";

const $ = (id) => document.getElementById(id);

export async function showDay(texts) {
  const answer = await call("GET", "/api/v1/desk/day");
  if (answer.status !== 200) return;
  const day = answer.data;
  $("day-served").textContent = day.served;
  $("day-first").textContent = day.firstReplySeconds == null ? "–" : fill(texts["seconds"], Math.round(day.firstReplySeconds));
  $("day-promises").textContent = day.promisesEnded === 0 ? "–" : `${day.promisesKept} / ${day.promisesEnded}`;
  $("day-rating").textContent = day.rated === 0 ? "–" : `${day.rating.toFixed(1)} (${day.rated})`;
}
