// Forms: one submit is one request, a draft outlives a lost connection, menus close, dialogs open.

const GIVE_UP = 15_000;

// --- a double submit: the second one is dropped, the button says so ---
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.matches("[hx-post]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  mark(form, true);
  setTimeout(() => release(form), GIVE_UP);
});

// The page may come back from the browser's cache, with the form still marked.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

function release(form) {
  delete form.dataset.sent;
  mark(form, false);
}

function mark(form, busy) {
  for (const button of form.querySelectorAll("[type=submit]")) button.setAttribute("aria-disabled", String(busy));
}

// --- drafts: <form data-draft="name"> keeps what is typed until data-draft-done="name …" is seen on a page ---
const PREFIX = "emosense-draft:";

function fieldsOf(form) {
  return [...form.elements].filter((field) => field.name && !["hidden", "file", "password", "submit"].includes(field.type));
}

function keep(form) {
  const typed = {};
  for (const field of fieldsOf(form)) {
    if (field.type === "radio") {
      if (field.checked) typed[field.name] = field.value;
    } else typed[field.name] = field.type === "checkbox" ? field.checked : field.value;
  }
  store(() => localStorage.setItem(PREFIX + form.dataset.draft, JSON.stringify(typed)));
}

function store(action) {
  try {
    return action();
  } catch {
    return null; // storage may be full or forbidden: the form works without drafts
  }
}

function restore(form) {
  const typed = store(() => JSON.parse(localStorage.getItem(PREFIX + form.dataset.draft)));
  if (!typed || form.hasAttribute("data-draft-skip")) return;
  for (const field of fieldsOf(form)) {
    if (!(field.name in typed)) continue;
    if (field.type === "radio") field.checked = field.value === typed[field.name];
    else if (field.type === "checkbox") field.checked = typed[field.name];
    else field.value = typed[field.name];
  }
  const note = form.querySelector("[data-draft-note]");
  if (note) note.hidden = false;
}

function forget(name) {
  store(() => localStorage.removeItem(PREFIX + name));
}

for (const done of document.querySelectorAll("[data-draft-done]")) done.dataset.draftDone.split(" ").forEach(forget);
for (const form of document.querySelectorAll("form[data-draft]")) {
  restore(form);
  form.addEventListener("input", () => keep(form));
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-draft-forget]");
  const form = button?.closest("form");
  if (!form) return;
  forget(form.dataset.draft);
  form.reset();
  button.closest("[data-draft-note]").hidden = true;
});

// --- the first thing wrong gets the focus ---
document.querySelector("[aria-invalid=true]")?.focus();

// --- filters: empty fields stay out of the URL ---
for (const form of document.querySelectorAll("form[data-filters]")) {
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
  });
}

// --- menus and panels made of <details>: Escape and a click elsewhere close them ---
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
});

// --- dialogs ---
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog) {
    event.preventDefault();
    dialog.showModal();
  }
  if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog").close();
});
