// Live panels. A panel is an element with an id, data-live="seconds", hx-get and hx-trigger="live:tick"; its bar
// (data-live-bar="panel id") says how old it is and pauses it. Nothing runs in a background tab; a failed refresh
// keeps the old content, marked stale; a panel without data-live in its answer is done.

const TRIES_BEFORE_STALE = 1;
const panels = new Map(); // id -> {at, due, paused, busy, misses}

function stateOf(panel) {
  if (!panels.has(panel.id)) panels.set(panel.id, { at: Date.now(), due: next(panel), paused: false, busy: false, misses: 0 });
  return panels.get(panel.id);
}

function next(panel) {
  return Date.now() + 1000 * Number(panel.dataset.live);
}

function age(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 2) return "just now";
  if (seconds < 90) return `${seconds} s ago`;
  return `${Math.round(seconds / 60)} min ago`;
}

function words(state) {
  const old = age(Date.now() - state.at);
  if (state.paused) return `paused, from ${old}`;
  return state.misses > TRIES_BEFORE_STALE ? `not reachable, from ${old}` : `updated ${old}`;
}

function showBar(bar) {
  const panel = document.getElementById(bar.dataset.liveBar);
  const live = panel?.hasAttribute("data-live");
  bar.hidden = !live;
  if (!live) return;
  const state = stateOf(panel);
  bar.classList.toggle("es-live--paused", state.paused);
  bar.classList.toggle("es-live--stale", state.misses > TRIES_BEFORE_STALE);
  bar.querySelector("[data-live-words]").textContent = words(state);
}

function isBeingUsed(panel) {
  const focused = document.activeElement;
  return panel.contains(focused) && focused.matches("input, textarea, select");
}

function tick() {
  if (document.hidden) return;
  for (const panel of document.querySelectorAll("[data-live]")) {
    const state = stateOf(panel);
    if (state.paused || state.busy || Date.now() < state.due || isBeingUsed(panel)) continue;
    state.busy = true;
    state.due = next(panel);
    window.htmx.trigger(panel, "live:tick");
  }
  for (const bar of document.querySelectorAll("[data-live-bar]")) showBar(bar);
}

// The panel that asked; after an outerHTML swap it is gone, and htmx tells its parent: never look at event.target.
function liveId(event) {
  const asked = event.detail.requestConfig?.triggeringEvent;
  return asked?.type === "live:tick" && panels.has(asked.target?.id) ? asked.target.id : null;
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const panel = event.detail.target;
  if (!panels.has(panel.id)) return;
  const state = panels.get(panel.id);
  state.open = [...panel.querySelectorAll("details[open][id]")].map((details) => details.id);
  state.shown = panel.querySelector("[data-changing]")?.textContent;
});

document.addEventListener("htmx:afterSettle", (event) => {
  const state = panels.get(event.target.id);
  for (const id of state?.open ?? []) document.getElementById(id)?.setAttribute("open", "");
  const changing = state?.shown && event.target.querySelector("[data-changing]");
  if (changing && changing.textContent !== state.shown) changing.classList.add("es-changed");
});

document.addEventListener("htmx:afterRequest", (event) => {
  const id = liveId(event);
  if (!id) return;
  const state = panels.get(id);
  const panel = document.getElementById(id);
  state.busy = false;
  state.misses = event.detail.successful ? 0 : state.misses + 1;
  if (event.detail.successful) state.at = Date.now();
  panel?.toggleAttribute("data-stale", state.misses > TRIES_BEFORE_STALE);
  document.querySelectorAll("[data-live-bar]").forEach(showBar);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-live-pause]");
  const bar = button?.closest("[data-live-bar]");
  const panel = bar && document.getElementById(bar.dataset.liveBar);
  if (!panel) return;
  const state = stateOf(panel);
  state.paused = !state.paused;
  state.due = 0; // going on begins with a look
  button.setAttribute("aria-pressed", String(state.paused));
  button.querySelector("[data-live-verb]").textContent = state.paused ? "Go on" : "Pause";
  showBar(bar);
});

setInterval(tick, 500);
document.addEventListener("visibilitychange", tick);
tick();
