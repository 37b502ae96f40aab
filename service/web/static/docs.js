"use strict";
// Sends the forms of /api/docs and shows what comes back. Without it the page can still be read.

for (const form of document.querySelectorAll("form.try")) {
  form.querySelector("fieldset").disabled = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
  for (const button of form.querySelectorAll("button.fill")) {
    button.addEventListener("click", () => {
      form.querySelector("textarea").value = button.dataset.example;
    });
  }
}

async function send(form) {
  const answer = form.querySelector(".answer");
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  answer.replaceChildren("Sending …");
  try {
    await show(await fetch(address(form), request(form)), answer);
  } catch (error) {
    answer.replaceChildren("The service did not answer. Check the connection and send again.");
  } finally {
    button.disabled = false;
  }
}

function address(form) {
  let path = form.dataset.path;
  const query = new URLSearchParams();
  for (const control of form.querySelectorAll("[data-in]")) {
    if (control.dataset.in === "path") {
      path = path.replace(`{${control.name}}`, encodeURIComponent(control.value));
    } else if (control.value) {
      query.set(control.name, control.value);
    }
  }
  return query.size ? `${path}?${query}` : path;
}

function request(form) {
  const body = form.querySelector("textarea");
  const headers = body ? { "Content-Type": "application/json" } : {};
  return { method: form.dataset.method, headers, body: body ? body.value : undefined };
}

async function show(response, answer) {
  const type = response.headers.get("Content-Type") || "";
  const heading = element("p", `${response.status} ${response.statusText} · ${type}`);
  if (/json/.test(type)) {
    answer.replaceChildren(heading, element("pre", JSON.stringify(await response.json(), null, 2)));
  } else {
    answer.replaceChildren(heading, saveLink(await response.blob(), response.headers.get("Content-Disposition") || ""));
  }
}

function saveLink(blob, disposition) {
  const extended = /filename\*=UTF-8''([^;]+)/.exec(disposition);
  const plain = /filename="([^"]+)"/.exec(disposition);
  const link = element("a", "");
  link.download = extended ? decodeURIComponent(extended[1]) : plain ? plain[1] : "document";
  link.href = URL.createObjectURL(blob);
  link.textContent = `Save ${link.download} (${Math.ceil(blob.size / 1024)} KB)`;
  return link;
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
