// Recording a review: consent, microphone, record, listen, send. Every two seconds of sound are on the server before the
// next two are: a closed tab, a dead battery or a broken line leave a draft that is found again.

import { ChunkedUpload } from "./chunks.js";
import { Microphone, WORDS, fileNameOf, recordingType } from "./microphone.js";

const SLICE = 2000; // milliseconds of sound in a piece
const form = document.getElementById("recorder");
const part = (name) => form.querySelector(`[data-${name}]`);
const stepOf = (name) => form.querySelector(`[data-step="${name}"]`);
const microphone = new Microphone({ bar: form.querySelector("[role=meter]"), words: part("level-words"), select: form.querySelector("#device") });
const state = { upload: null, recorder: null, pieces: [], draft: null, began: 0, before: 0, isSent: false, retry: null };

// --- steps ---
function show(name) {
  for (const step of form.querySelectorAll("[data-step]")) step.hidden = step.dataset.step !== name;
  part("trouble").hidden = true;
  stepOf(name).querySelector("h2").focus();
}

function trouble(title, words, retry = null) {
  part("trouble").hidden = false;
  part("trouble-title").textContent = title;
  part("trouble-words").textContent = words;
  part("trouble-retry").hidden = !retry;
  state.retry = retry;
}

// --- consent ---
const field = (name) => form.elements[name];

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (stepOf("consent").hidden) return;
  const wrong = part("consent-wrong");
  wrong.hidden = field("consent_transcript").checked || field("consent_emotion").checked;
  wrong.textContent = "Choose what may be done with your voice: one of the two, or both.";
  if (wrong.hidden) check();
  else field("consent_transcript").focus();
});

async function check() {
  try {
    await microphone.open();
    show("record");
  } catch (error) {
    const [title, words] = WORDS[error.name] ?? ["The microphone cannot be used", "Try again, or upload a file."];
    trouble(title, `${words} Nothing was recorded.`, check);
  }
}

function terms() {
  return {
    movie: Number(form.dataset.movie),
    consent_transcript: field("consent_transcript").checked,
    consent_emotion: field("consent_emotion").checked,
    consent_version: field("consent_version").value,
    retention_days: Number(form.querySelector("[name=retention_days]:checked").value),
    language: field("language").value,
    team: Number(field("team")?.value) || null,
    submission_key: field("submission_key").value,
    file_name: fileNameOf(recordingType()),
  };
}

// --- record ---
function newUpload() {
  return new ChunkedUpload({ url: form.dataset.uploads, csrf: field("csrfmiddlewaretoken").value, onChange: () => tellSent() });
}

part("start").addEventListener("click", async () => {
  if (state.upload) return;
  state.upload = newUpload();
  try {
    await (state.draft ? state.upload.resume(state.draft) : state.upload.begin(terms()));
    record();
  } catch (error) {
    state.upload = null;
    trouble("It could not begin", `${error.message} Nothing was recorded.`);
  }
});

function record() {
  const type = recordingType();
  state.pieces = [];
  state.before = 0;
  state.recorder = new MediaRecorder(microphone.stream, { ...(type && { mimeType: type }), audioBitsPerSecond: 64_000 });
  state.recorder.addEventListener("dataavailable", (event) => {
    state.pieces.push(event.data);
    state.upload.push(event.data);
  });
  state.recorder.addEventListener("stop", listen);
  state.recorder.addEventListener("error", () => state.recorder.state !== "inactive" && state.recorder.stop());
  microphone.stream.getAudioTracks()[0].addEventListener("ended", () => {
    if (state.recorder.state === "inactive") return;
    state.recorder.stop();
    trouble("The microphone is gone", "What you said until then is kept: listen to it, send it, or record anew.");
  });
  state.recorder.start(SLICE);
  state.began = performance.now();
  buttons();
  part("pause").focus();
}

const isOn = () => state.recorder?.state === "recording";
const seconds = () => (state.before + (isOn() ? performance.now() - state.began : 0)) / 1000;

part("pause").addEventListener("click", () => {
  if (isOn()) {
    state.before += performance.now() - state.began;
    state.recorder.pause();
    state.recorder.requestData();
  } else {
    state.began = performance.now();
    state.recorder.resume();
  }
  buttons();
});

part("stop").addEventListener("click", () => state.recorder.state !== "inactive" && stop());

function stop() {
  if (isOn()) state.before += performance.now() - state.began;
  state.recorder.stop();
}

function buttons() {
  const running = state.recorder && state.recorder.state !== "inactive";
  part("start").hidden = running;
  part("pause").hidden = part("stop").hidden = !running;
  part("pause").querySelector("span").textContent = isOn() ? "Pause" : "Go on";
  form.querySelector("#device").disabled = running;
  form.classList.toggle("es-recorder--on", isOn());
  form.classList.toggle("es-recorder--paused", running && !isOn());
}

function clock(total) {
  return `${Math.floor(total / 60)}:${String(Math.floor(total % 60)).padStart(2, "0")}`;
}

setInterval(() => {
  part("time").textContent = clock(seconds());
  if (isOn() && seconds() >= Number(form.dataset.mostSeconds) - 1) {
    stop();
    trouble("That is as long as a recording can be", "It was stopped; everything is kept. Send it, then record another one.");
  }
}, 250);

function tellSent() {
  const { upload } = state;
  if (!upload?.id) return;
  const kept = `${Math.round(upload.sent / 1024)} kB are safe on the server`;
  const here = upload.waiting ? `, ${Math.round(upload.waiting / 1024)} kB wait here` : "";
  part("sent").textContent = upload.isSlowed ? `The server asks for a pause: ${kept}${here} and are sent in a moment. Keep this page open.` : upload.isOffline ? `The connection is broken: ${kept}${here} and are sent as soon as it is back. Keep this page open.` : `${kept}${here}.`;
  part("progress-words").textContent = part("sent").textContent;
  if (upload.refused) trouble("It cannot be sent", `${upload.refused.message} ${kept}.`);
}

// --- listen, record anew, send ---
function listen() {
  microphone.close(); // whoever records anew is asked again
  buttons();
  show("listen");
  const sound = new Blob(state.pieces, { type: state.recorder.mimeType });
  part("listen").src = URL.createObjectURL(sound);
  part("listen-note").textContent = `${clock(seconds())} recorded${state.draft ? ", after the part that was here before; only the new part can be heard here" : ""}. Nobody has heard or read it yet.`;
}

function forgetSound() {
  URL.revokeObjectURL(part("listen").src);
  part("listen").removeAttribute("src");
}

part("again").addEventListener("click", async () => {
  try {
    await state.upload.discard();
  } catch {
    return; // told already
  }
  forgetSound();
  Object.assign(state, { upload: null, recorder: null, pieces: [], draft: null, before: 0 });
  field("submission_key").value = crypto.randomUUID();
  part("sent").textContent = "";
  buttons();
  show("record");
  if (!microphone.stream?.active) check();
});

part("send").addEventListener("click", send);

async function send() {
  const button = part("send");
  if (button.disabled) return;
  button.disabled = part("again").disabled = true;
  const bar = part("progress");
  bar.hidden = false;
  const total = state.upload.sent + state.upload.waiting;
  const watch = setInterval(() => {
    bar.querySelector("progress").value = total ? (100 * state.upload.sent) / total : 0;
  }, 200);
  try {
    const recording = await state.upload.finish();
    state.isSent = true;
    microphone.close();
    window.location.assign(`${form.dataset.done}${recording.id}/`);
  } catch (error) {
    button.disabled = part("again").disabled = false;
    trouble("It was not sent", `${error.message} What arrived is kept on the server for a day.`, send);
  } finally {
    clearInterval(watch);
  }
}

// --- a draft that was found ---
for (const draft of document.querySelectorAll("[data-draft-upload]")) {
  const button = draft.querySelector("[data-draft-continue]");
  // A WebM may go on in a second stream, which the decoder joins; an MP4 may not.
  if (!button || draft.dataset.draftType !== "recording.webm" || fileNameOf(recordingTypeOrNone()) !== "recording.webm") continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    state.draft = draft.dataset.draftUpload;
    draft.hidden = true;
    check();
  });
}

function recordingTypeOrNone() {
  return "MediaRecorder" in window ? recordingType() : "";
}

// --- the page ---
part("trouble-retry").addEventListener("click", () => {
  part("trouble").hidden = true;
  state.retry?.();
});

window.addEventListener("beforeunload", (event) => {
  if (state.isSent || !state.recorder) return;
  if (state.recorder.state !== "inactive") state.recorder.requestData();
  if (state.recorder.state !== "inactive" || state.upload.waiting) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden && isOn()) state.recorder.requestData();
});

if (navigator.mediaDevices?.getUserMedia && "MediaRecorder" in window) part("agree").disabled = false;
else trouble("This browser cannot record here", "Recording needs a secure address (https) and a current browser. Record with another program and upload the file.");
