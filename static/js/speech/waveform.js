// The waveform that one can seek in, with the segments as regions and the spectrogram below. Drawn from the outline that
// the worker made: nothing is decoded here. Colours come from the tokens; the library's sheet bears the page's nonce.

import { download } from "./download.js";

const section = document.getElementById("sound");

if (section?.dataset.wavesurfer) {
  const load = (name) => import(section.dataset[name]).then((module) => module.default);
  const [WaveSurfer, Regions, Spectrogram] = await Promise.all(["wavesurfer", "regions", "spectrogram"].map(load));
  begin(WaveSurfer, Regions, Spectrogram);
}

function token(name) {
  const probe = document.createElement("span");
  probe.style.setProperty("transition", "none", "important");
  probe.style.color = `var(--es-${name})`;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

const faded = (colour, share) => `rgba(${colour.match(/[\d.]+/g).slice(0, 3).join(", ")}, ${share})`;

// From dark violet to pale yellow, as the picture of what the network sees: [[r, g, b, a] …], 0 to 1, 256 of them.
function shades() {
  const stops = [[13, 8, 33], [58, 15, 92], [112, 31, 110], [168, 50, 96], [219, 82, 66], [248, 137, 30], [251, 199, 70], [252, 253, 191]];
  return Array.from({ length: 256 }, (_, step) => {
    const place = (step / 255) * (stops.length - 1);
    const low = Math.min(Math.floor(place), stops.length - 2);
    const mix = (part) => (stops[low][part] + (stops[low + 1][part] - stops[low][part]) * (place - low)) / 255;
    return [mix(0), mix(1), mix(2), 1];
  });
}

function begin(WaveSurfer, Regions, Spectrogram) {
  const data = JSON.parse(document.getElementById("player-data").textContent);
  const wave = section.querySelector("[data-wave]");
  const colours = () => ({ waveColor: token("ink-3"), progressColor: token("ink"), cursorColor: token("ink") });
  const regions = Regions.create();
  const spectrogram = Spectrogram.create({
    container: section.querySelector("[data-spectrum]"),
    frequenciesDataUrl: section.dataset.levels,
    sampleRate: 16_000,
    frequencyMax: 8_000,
    height: 96,
    scale: "mel",
    labels: false,
    colorMap: shades(),
  });
  const surfer = WaveSurfer.create({
    container: wave,
    height: 80,
    peaks: [data.peaks],
    duration: data.seconds,
    normalize: true,
    barWidth: 2,
    barGap: 1,
    cursorWidth: 0, // the line over all tracks stands for it
    interact: true,
    cspNonce: section.nonce,
    plugins: [regions, spectrogram],
    ...colours(),
  });
  const tools = section.querySelector("[data-wave-tools]");
  tools.querySelector("[data-wave-png]").addEventListener("click", async () => {
    const [picture] = await surfer.exportImage("image/png", 1, "blob");
    download(picture, "waveform.png");
  });
  surfer.on("ready", () => {
    tools.hidden = false;
    wave.querySelector(".es-wave__drawn")?.remove();
    draw(regions, data.segments);
  });
  surfer.on("interaction", (time) => section.dispatchEvent(new CustomEvent("es:seek", { detail: { time } })));
  section.addEventListener("es:time", ({ detail }) => surfer.setTime(detail.now));
  document.addEventListener("es:theme", () => {
    surfer.setOptions(colours());
    draw(regions, data.segments);
  });
}

function draw(regions, segments) {
  regions.clearRegions();
  for (const { start, end, emotion, abstained } of segments) {
    const color = abstained ? "rgba(128, 128, 128, 0.12)" : faded(token(`emotion-${emotion}`), 0.22);
    regions.addRegion({ start, end, color, drag: false, resize: false });
  }
}
