// The lanes: a line that shows where the sound is, and what is drawn as CSV and PNG.

import { download } from "./download.js";

const section = document.getElementById("sound");
const tools = section?.querySelector("[data-lane-tools]");
const NAMES = 190; // pixels beside the lanes of the picture
const [WIDTH, LANE, GAP] = [1200, 40, 6];

if (section) {
  const head = section.querySelector("[data-head]");
  section.addEventListener("es:time", ({ detail }) => {
    head.hidden = !detail.total;
    head.style.setProperty("--at", detail.total ? (detail.now / detail.total).toFixed(5) : "0");
  });
}

if (tools) {
  tools.hidden = false;
  tools.querySelector("[data-lanes-csv]").addEventListener("click", () => download(new Blob([csv()], { type: "text/csv;charset=utf-8" }), "emotions-along-time.csv"));
  tools.querySelector("[data-lanes-png]").addEventListener("click", async () => download(await picture(), "emotions-along-time.png"));
}

function csv() {
  const rows = [...section.querySelectorAll("[data-segments] tr")].map((row) => [...row.cells].map((cell) => cell.textContent.trim()));
  return "\ufeff" + rows.map((row) => row.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",")).join("\r\n") + "\r\n";
}

function picture() {
  const lanes = [...section.querySelectorAll(".es-lane")];
  const sheet = document.createElement("canvas");
  [sheet.width, sheet.height] = [WIDTH, lanes.length * (LANE + GAP) + GAP + 30];
  const pen = sheet.getContext("2d");
  const colours = getComputedStyle(section);
  pen.fillStyle = getComputedStyle(document.body).backgroundColor;
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.font = `16px ${colours.fontFamily}`;
  for (const [place, lane] of lanes.entries()) {
    const top = GAP + place * (LANE + GAP);
    pen.fillStyle = colours.color;
    pen.fillText(lane.previousElementSibling.textContent.trim(), GAP, top + LANE / 2 + 6);
    pen.fillStyle = getComputedStyle(lane).backgroundColor;
    pen.fillRect(NAMES, top, WIDTH - NAMES - GAP, LANE);
    for (const bar of lane.querySelectorAll("rect")) rectangle(pen, bar, top);
  }
  axis(pen, colours, lanes.length * (LANE + GAP) + GAP + 18);
  return new Promise((done) => sheet.toBlob(done, "image/png"));
}

function rectangle(pen, bar, top) {
  const share = (name) => (parseFloat(bar.getAttribute(name)) / 100) * (WIDTH - NAMES - GAP);
  const scale = LANE / 28;
  const style = getComputedStyle(bar);
  pen.globalAlpha = Number(style.opacity);
  pen.fillStyle = style.fill.startsWith("url") ? "rgba(128, 128, 128, 0.6)" : style.fill;
  pen.fillRect(NAMES + share("x"), top + parseFloat(bar.getAttribute("y")) * scale, share("width") - 1, parseFloat(bar.getAttribute("height")) * scale);
  pen.globalAlpha = 1;
}

function axis(pen, colours, baseline) {
  pen.fillStyle = colours.color;
  for (const text of section.querySelectorAll(".es-axis__tick text")) {
    pen.fillText(text.textContent, NAMES + (parseFloat(text.getAttribute("x")) / 100) * (WIDTH - NAMES - GAP), baseline);
  }
}
