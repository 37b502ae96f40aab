// What the form does better with a script, and does without one too: a copy button, answers kept in this browser for
// those who ask for it, and the document beside the questions on a wide screen.
"use strict";

const form = document.getElementById("answers");
const byId = (id) => document.getElementById(id);

// A page that is shown again from the browser's memory must not bring back “Error” focus traps or a spent button.
const summary = byId("summary");
if (summary) summary.focus();

// A link may lead to a control among questions that are folded away.
function unfolded(control) {
  const closed = control.closest("details:not([open])");
  if (closed) closed.open = true;
  return control;
}
const wanted = location.hash && byId(decodeURIComponent(location.hash.slice(1)));
if (wanted && wanted.closest("details:not([open])")) unfolded(wanted).focus();

// The links of the error summary put the cursor into the control, not only the page to its place.
for (const link of document.querySelectorAll(".summary a[href^='#']")) {
  link.addEventListener("click", (event) => {
    const control = byId(link.getAttribute("href").slice(1));
    if (!control) return;
    event.preventDefault();
    unfolded(control).focus();
    control.scrollIntoView({ block: "center" });
  });
}

// --- copy as text ---------------------------------------------------------------------------------------------------

const copy = byId("copy");
if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const text = byId("letter-text");
    try {
      await navigator.clipboard.writeText(text.value);
      byId("copied").textContent = copy.dataset.copied;
    } catch {
      text.focus();
      text.select();
      byId("copied").textContent = copy.dataset.selected;
    }
  });
}

// --- answers kept in this browser, only on request --------------------------------------------------------------------

const KEPT = "iepdocs.answers";
const FIELDS = ["case", "seen", "unknown"];
const device = byId("device");
const storage = (() => {
  try {
    return window.localStorage;
  } catch {
    return null; // The browser forbids it; then nothing is offered.
  }
})();

function kept() {
  try {
    return JSON.parse(storage.getItem(KEPT));
  } catch {
    return null;
  }
}

function keep() {
  if (form.case.value === "{}") return;
  storage.setItem(KEPT, JSON.stringify(Object.fromEntries(FIELDS.map((name) => [name, form[name].value]))));
}

if (storage && device) {
  const box = byId("own-device");
  const state = byId("device-state");
  const clear = byId("clear");
  const told = () => {
    document.body.classList.toggle("keeps", box.checked);
    clear.hidden = Boolean(byId("kept")) && !box.checked; // On the start page there is nothing to clear before.
    state.textContent = box.checked ? device.dataset.kept : "";
  };
  device.hidden = false;
  box.checked = kept() !== null || storage.getItem(`${KEPT}.wanted`) === "yes";
  told();
  if (box.checked) keep();
  box.addEventListener("change", () => {
    if (box.checked) {
      storage.setItem(`${KEPT}.wanted`, "yes");
      keep();
    } else {
      storage.removeItem(KEPT);
      storage.removeItem(`${KEPT}.wanted`);
    }
    told();
  });
  clear.addEventListener("click", () => {
    storage.removeItem(KEPT);
    storage.removeItem(`${KEPT}.wanted`);
  });
  const offer = byId("kept");
  const answers = kept();
  if (offer && answers) {
    offer.hidden = false;
    byId("go-on").addEventListener("click", () => {
      for (const name of FIELDS) form[name].value = answers[name] || "";
      form.from.disabled = true;
    });
  }
}

// --- the document beside the questions ----------------------------------------------------------------------------------

const preview = byId("preview");
const wide = window.matchMedia("(min-width: 78rem)");
let library = null;
let asked = 0;

function script(source) {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = source;
    element.addEventListener("load", resolve);
    element.addEventListener("error", reject);
    document.head.append(element);
  });
}

async function show() {
  const turn = (asked += 1);
  const state = byId("preview-state");
  try {
    library ??= script(`${preview.dataset.library}jszip.min.js`).then(() =>
      script(`${preview.dataset.library}docx-preview.min.js`),
    );
    await library;
    const body = new FormData(form);
    for (const file of ["saved", "log-file"]) body.delete(file);
    const source = preview.dataset.source.replace("KIND", encodeURIComponent(byId("preview-kind").value));
    const answer = await fetch(source, { method: "POST", body });
    if (turn !== asked) return;
    if (!answer.ok) {
      state.textContent = preview.dataset.waits;
      return;
    }
    await draw(await answer.arrayBuffer(), turn);
    state.textContent = "";
  } catch {
    state.textContent = preview.dataset.fails;
  }
}

async function draw(content, turn) {
  // The style of the document is put together apart and handed over as a style sheet object: the page's security
  // policy allows no style elements, and the shadow root keeps the document's style and the page's apart.
  const styles = document.createElement("div");
  const pages = document.createElement("div");
  await docx.renderAsync(content, pages, styles, {
    className: "docx",
    ignoreLastRenderedPageBreak: true,
    renderHeaders: true,
    renderFooters: true,
    ignoreFonts: true, // Embedded fonts would be loaded as blobs, which the policy allows for pictures only.
  });
  if (turn !== asked) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    [...styles.querySelectorAll("style")].map((each) => each.textContent).join("\n") +
      "\n.docx-wrapper { background: none; padding: .75rem 0 } .docx-wrapper > section.docx { margin: 0 auto 1rem; } p::before { font-size: 11pt; }",
  );
  const place = byId("preview-page");
  place.hidden = false;
  const root = place.shadowRoot ?? place.attachShadow({ mode: "open" });
  const from = place.scrollTop;
  root.adoptedStyleSheets = [sheet];
  root.replaceChildren(pages);
  const width = pages.querySelector("section")?.offsetWidth || 816;
  pages.style.zoom = String(Math.min(1, (place.clientWidth - 24) / width));
  place.scrollTop = from;
}

if (preview) {
  let waiting = 0;
  const later = () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(show, 700);
  };
  const arrange = () => {
    preview.hidden = !wide.matches;
    preview.parentElement.classList.toggle("has-preview", wide.matches);
    if (wide.matches) show();
  };
  wide.addEventListener("change", arrange);
  form.addEventListener("input", (event) => {
    if (!preview.hidden && !event.target.closest("#preview, .keep")) later();
  });
  byId("preview-kind").addEventListener("change", show);
  arrange();
}
