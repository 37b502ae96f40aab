// The page for many students, with a script: the file stays chosen between the check and the archive, and a bar shows
// how far the archive is. Without a script both buttons send the form, and the browser shows its own progress.

const byId = (id) => document.getElementById(id);
const chosen = byId("file");
const result = byId("batch-result");
const progress = byId("batch-progress");
const bar = byId("batch-bar");
const told = byId("batch-state");
let underWay = null;

document.getElementById("answers").addEventListener("submit", (event) => {
  const button = event.submitter;
  const file = chosen.files[0];
  if (!button?.dataset.batch || !file) return; // The answer to an empty form says what to do.
  event.preventDefault();
  if (underWay) return;
  const work = button.dataset.batch === "check" ? check : make;
  run(work, file, button.getAttribute("formaction"));
});

chosen.addEventListener("change", () => result.replaceChildren());
byId("batch-stop").addEventListener("click", () => underWay?.abort());

async function run(work, file, address) {
  underWay = new AbortController();
  progress.hidden = false;
  bar.hidden = byId("batch-stop").hidden = false;
  told.textContent = "";
  byId("batch-save").hidden = true;
  bar.removeAttribute("value");
  try {
    await work(file, address);
  } catch (error) {
    told.textContent = error.name === "AbortError" ? progress.dataset.stopped : progress.dataset.broken;
  }
  bar.hidden = byId("batch-stop").hidden = true;
  underWay = null;
}

function send(file, address) {
  const body = new FormData();
  body.append("file", file, file.name);
  const token = byId("token")?.value;
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  return fetch(address, { method: "POST", body, headers, signal: underWay.signal });
}

async function check(file, address) {
  told.textContent = progress.dataset.checking;
  await show(await send(file, address));
  told.textContent = "";
  progress.hidden = true;
}

// What the server says of the file, in place of what it said before; the file stays chosen.
async function show(answer) {
  if (answer.headers.get("Content-Type")?.includes("json")) {
    const problem = await answer.json();
    const notice = document.createElement("p");
    notice.className = "notice";
    notice.tabIndex = -1;
    notice.textContent = `${problem.title}. ${problem.detail}`;
    result.replaceChildren(notice);
    notice.focus();
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.title = page.title;
  const found = page.getElementById("batch-result") ?? page.querySelector("main");
  result.replaceChildren(...found.childNodes);
  result.querySelector(".without-script")?.remove();
  for (const id of ["batch-check", "batch-archive"]) {
    const other = page.getElementById(id);
    if (other) byId(id).className = other.className;
  }
  (result.querySelector("#summary, #checked-title") ?? result).focus();
}

async function make(file, address) {
  const answer = await send(file, address);
  if (!answer.headers.get("Content-Type")?.includes("zip")) {
    await show(answer);
    progress.hidden = true;
    return;
  }
  const ready = Number(result.querySelector("[data-ready]")?.dataset.ready ?? 0);
  const folders = new Set();
  const look = membersOf((name) => name.includes("/") && folders.add(name.split("/")[0]));
  const pieces = [];
  let size = 0;
  const say = (place, words) => {
    const values = { made: folders.size, ready: ready || "?", size: (size / 1e6).toFixed(1) };
    place.textContent = words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  };
  const reader = answer.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value);
    size += value.length;
    look(value);
    if (ready) {
      bar.max = ready;
      bar.value = folders.size;
    }
    say(byId("batch-count"), progress.dataset.made);
  }
  const save = byId("batch-save");
  URL.revokeObjectURL(save.href);
  save.href = URL.createObjectURL(new Blob(pieces, { type: "application/zip" }));
  save.download = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition"))?.[1] ?? "drafts.zip";
  save.hidden = false;
  save.click();
  byId("batch-count").textContent = "";
  say(told, progress.dataset.arrived);
}

// Tells the name of each member of a ZIP while it arrives. Every member says in front how long it is, so the next one
// is found without looking into the documents.
function membersOf(tell) {
  const decoder = new TextDecoder();
  let head = new Uint8Array(0);
  let skip = 0;
  return (piece) => {
    const step = Math.min(skip, piece.length);
    skip -= step;
    const joined = new Uint8Array(head.length + piece.length - step);
    joined.set(head);
    joined.set(piece.subarray(step), head.length);
    head = joined;
    while (head.length >= 30) {
      const view = new DataView(head.buffer, head.byteOffset);
      if (view.getUint32(0, true) !== 0x04034b50) break; // The list of members, which ends the file.
      const named = 30 + view.getUint16(26, true);
      if (head.length < named) break;
      tell(decoder.decode(head.subarray(30, named)));
      const whole = named + view.getUint16(28, true) + view.getUint32(18, true);
      skip = Math.max(0, whole - head.length);
      head = head.slice(Math.min(whole, head.length));
    }
  };
}
