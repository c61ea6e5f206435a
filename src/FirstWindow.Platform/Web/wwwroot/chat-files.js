// Files both ways: chosen, pasted or dropped; sent with progress under an id of their own, so that a retry is the same file.

import { fill, make } from "./answer-text.js";
import { kept, uuid } from "./chat-store.js";

const RETRIES_MAX = 5;
const BYTES_A_MEGABYTE = 1_048_576;
const TYPES = ["image/png", "image/jpeg", "image/webp", "image/gif", "application/pdf"];
const $ = (id) => document.getElementById(id);

const sizeOf = (bytes) => (bytes >= BYTES_A_MEGABYTE ? `${(bytes / BYTES_A_MEGABYTE).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`);
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** One try. Upload progress is what fetch cannot tell. */
function upload(path, file, headers, onProgress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(Math.round((event.loaded * 100) / event.total));
    request.onload = () => resolve({ status: request.status, data: request.response });
    request.onerror = request.ontimeout = () => resolve({ status: 0, data: null });
    request.send(file);
  });
}

/** Sends a file until it is accepted or refused. */
export async function sendFile(path, file, headers, onProgress) {
  const id = uuid();
  const url = `${path}?id=${id}`;
  let answer = { status: 0, data: null };
  for (let i = 0; i < RETRIES_MAX; i++) {
    answer = await upload(url, file, { ...headers, "X-File-Name": encodeURIComponent(file.name || "") }, onProgress);
    if (answer.status !== 0 && answer.status !== 429 && answer.status < 500) break;
    await wait(1_000 * 2 ** i);
  }
  return { ...answer, id };
}

/** A file as it is shown: a picture opens large, anything else is only saved. */
export function showFile(file, path, headers, texts) {
  const frame = make("div", "file");
  const label = `${file.name} · ${sizeOf(file.bytes)}`;
  const get = async () => {
    const response = await fetch(`${path}/${file.id}`, { headers, cache: "no-store" }).catch(() => null);
    return response?.ok ? URL.createObjectURL(await response.blob()) : null;
  };
  const gone = () => frame.replaceChildren(make("p", "words", fill(texts["file.gone"], file.name)));
  const save = make("button", "quiet-button", fill(texts["file.save"], label), { type: "button", dir: "auto" });
  save.addEventListener("click", async () => {
    const url = await get();
    if (!url) return gone();
    const link = make("a", "", "", { href: url, download: file.name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1_000);
  });
  if (file.type.startsWith("image/")) {
    const picture = make("img", "", undefined, { alt: fill(texts["file.picture"], file.name) });
    picture.addEventListener("error", gone);
    get().then((url) => (url ? (picture.src = url) : gone()));
    frame.append(picture);
  }
  frame.append(save);
  return frame;
}

/**
 * Ways in for files: a button, pasting and dropping. The words typed beside them stay as they are.
 * @param {{root: HTMLElement, button: HTMLElement, input: HTMLInputElement, box: HTMLElement, fault: HTMLElement}} parts
 */
export function takeFiles(parts, texts, megabytesMax, onFile) {
  const offer = (files) => {
    parts.fault.textContent = "";
    for (const file of files) {
      if (file.size > megabytesMax * BYTES_A_MEGABYTE) parts.fault.textContent = fill(texts["file.too-large"], file.name, megabytesMax);
      else if (file.type && !TYPES.includes(file.type)) parts.fault.textContent = fill(texts["file.kind"], file.name);
      else onFile(file);
    }
  };
  parts.button.addEventListener("click", () => parts.input.click());
  parts.input.addEventListener("change", () => {
    offer([...parts.input.files]);
    parts.input.value = "";
  });
  parts.box.addEventListener("paste", (event) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    offer([...event.clipboardData.files]);
  });
  parts.root.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    parts.root.classList.add("is-over");
  });
  for (const name of ["dragleave", "drop"]) parts.root.addEventListener(name, () => parts.root.classList.remove("is-over"));
  parts.root.addEventListener("drop", (event) => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    offer([...event.dataTransfer.files]);
  });
}

/** Files of the customer's page. */
export function makeFiles(root, texts, sender, view) {
  const path = () => `/api/v1/conversations/${kept.id}/attachments`;
  const headers = () => ({ Authorization: `Bearer ${kept.token}` });
  const parts = { root, button: $("attach"), input: $("file"), box: $("words"), fault: $("file-fault") };
  takeFiles(parts, texts, Number(root.dataset.fileMegabytes), async (file) => {
    const waiting = view.file(file.name, fill(texts["file.sending"], 0));
    if (!(await sender.open())) return waiting.end();
    const answer = await sendFile(path(), file, headers(), (percent) => waiting.tell(fill(texts["file.sending"], percent), percent));
    waiting.end(); // The stream brings what was accepted.
    if (answer.status !== 200 && answer.status !== 201) parts.fault.textContent = fill(texts["file.refused"], file.name, answer.data?.title ?? texts["failed"]);
  });
  return (file) => showFile(file, path(), headers(), texts);
}
