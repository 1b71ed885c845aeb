// The microphone: asked for, chosen, and its level shown while somebody speaks.

const HEARD = 0.02; // of full scale, as RMS: a voice
const LOUD = 0.98; // a peak that is cut off
const SILENT_FOR = 6000; // milliseconds after which silence is worth a word
const TYPES = ["audio/webm;codecs=opus", "audio/webm", "audio/mp4;codecs=mp4a.40.2", "audio/mp4", "audio/ogg;codecs=opus"]; // Safari: mp4
const FLOOR = 60; // dB under full scale at the left end of the bar

export const WORDS = {
  NotAllowedError: ["The microphone is blocked for this site", "Allow it beside the address of this page, then try again."],
  NotFoundError: ["No microphone was found", "Plug one in, then try again; or upload a file."],
  NotReadableError: ["The microphone is in use", "Another program holds it. Close that, then try again."],
  OverconstrainedError: ["This microphone is gone", "Choose another one, then try again."],
};

export function recordingType() {
  return TYPES.find((type) => MediaRecorder.isTypeSupported(type)) ?? "";
}

export const fileNameOf = (type) => `recording.${type.includes("mp4") ? "m4a" : type.includes("ogg") ? "ogg" : "webm"}`;

export class Microphone {
  constructor({ bar, words, select }) {
    Object.assign(this, { bar, words, select, stream: null, context: null });
    select.addEventListener("change", () => this.open(select.value).catch(() => {}));
  }

  async open(deviceId = "") {
    const wanted = { echoCancellation: false, noiseSuppression: false, autoGainControl: true, ...(deviceId && { deviceId: { exact: deviceId } }) };
    const stream = await navigator.mediaDevices.getUserMedia({ audio: wanted });
    this.close();
    this.stream = stream;
    this.watch();
    await this.list();
    return stream;
  }

  close() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.context?.close();
    [this.stream, this.context] = [null, null];
  }

  async list() {
    const inputs = (await navigator.mediaDevices.enumerateDevices()).filter((device) => device.kind === "audioinput" && device.deviceId !== "communications");
    this.select.closest("[data-devices]").hidden = inputs.length < 2;
    this.select.replaceChildren(...inputs.map((device, place) => new Option(device.label || `Microphone ${place + 1}`, device.deviceId)));
    const now = this.stream.getAudioTracks()[0]?.getSettings().deviceId;
    if (now) this.select.value = now;
  }

  watch() {
    this.context = new AudioContext();
    this.context.resume();
    const analyser = new AnalyserNode(this.context, { fftSize: 2048 });
    this.context.createMediaStreamSource(this.stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const context = this.context;
    const state = { heardAt: performance.now(), wasHeard: false, toldAt: 0 };
    const look = () => {
      if (context !== this.context) return;
      analyser.getFloatTimeDomainData(samples);
      this.show(samples, state);
      setTimeout(() => requestAnimationFrame(look), 50);
    };
    look();
  }

  show(samples, state) {
    let [sum, peak] = [0, 0];
    for (const sample of samples) {
      sum += sample * sample;
      peak = Math.max(peak, Math.abs(sample));
    }
    const level = Math.sqrt(sum / samples.length);
    const share = Math.max(0, Math.min(1, 1 + (20 * Math.log10(level || 1e-6)) / FLOOR));
    this.bar.firstElementChild.style.transform = `scaleX(${share.toFixed(3)})`;
    this.bar.classList.toggle("es-meter__bar--loud", peak > LOUD);
    const now = performance.now();
    if (level > HEARD) [state.heardAt, state.wasHeard] = [now, true];
    if (now - state.toldAt < 1000) return;
    state.toldAt = now;
    this.bar.setAttribute("aria-valuenow", String(Math.round(100 * share)));
    this.say(words(peak, now - state.heardAt, state.wasHeard));
  }

  say(words) {
    if (this.words.textContent !== words) this.words.textContent = words;
  }
}

function words(peak, silentFor, wasHeard) {
  if (peak > LOUD) return "Too loud: move a little away from the microphone.";
  if (silentFor > SILENT_FOR) return "Nothing is heard: is the microphone muted, or the wrong one chosen?";
  return wasHeard ? "Your voice arrives." : "Say a few words: the bar should move.";
}
