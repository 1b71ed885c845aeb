// Charts. A figure with data-chart="id of its JSON" is drawn with Chart.js; the table beside it stands for it without
// JavaScript and is what CSV is made of. Colours come from the tokens, shapes stand beside colours, arrow keys move.

const probe = document.createElement("span");
probe.style.setProperty("transition", "none", "important"); // else the old colour is read
document.body.append(probe);
const FACE = '"Inter Variable", system-ui, sans-serif';

function token(name) {
  probe.style.color = `var(--es-${name})`; // resolves light-dark()
  return getComputedStyle(probe).color;
}

function faded(colour, share) {
  const [r, g, b] = colour.match(/[\d.]+/g);
  return `rgba(${r}, ${g}, ${b}, ${share})`;
}

const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const LINE = 24; // characters of a name beside a bar, on a phone
const POINTS = { positive: "triangle", negative: "rectRot", neutral: "rect" };

// With x values of its own a series stands on an axis of numbers, else on the labels.
const placed = (series, values) => (series.x ? values.map((y, index) => ({ x: series.x[index], y })) : values);

function band(series) {
  const colour = faded(token(series.colour), 0.16);
  const edge = { type: "line", borderColor: "transparent", pointRadius: 0, pointHitRadius: 0, tension: 0, spanGaps: false, backgroundColor: colour };
  return [
    { ...edge, label: "low", data: placed(series, series.low), fill: false, isBand: true },
    { ...edge, label: "high", data: placed(series, series.high), fill: "-1", isBand: true },
  ];
}

function line(series) {
  const colour = token(series.colour);
  return {
    type: "line",
    label: series.label,
    data: placed(series, series.values),
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: series.reference ? 1.5 : 2.5,
    borderDash: series.dashed ? [7, 5] : [],
    pointStyle: series.reference ? "line" : (POINTS[series.shape] ?? series.shape ?? "circle"),
    pointRadius: series.reference || series.values.length > 60 ? 0 : 4,
    pointHoverRadius: 7,
    clip: false, // a point at 0 or 100 % is drawn whole
    tension: 0,
    spanGaps: false,
  };
}

function bars(series) {
  return { type: "bar", label: series.label, data: placed(series, series.values), backgroundColor: faded(token(series.colour), 0.75), yAxisID: "counts", order: 9, maxBarThickness: 14 };
}

// Columns stand on the axis of the values; hollow: true tells a second set apart without its colour.
function columns(series) {
  const colour = token(series.colour);
  const filling = faded(colour, series.hollow ? 0.12 : 0.75);
  return { type: "bar", label: series.label, data: series.values, backgroundColor: filling, borderColor: colour, borderWidth: series.hollow ? 1.5 : 0, order: 5, maxBarThickness: 40, categoryPercentage: 0.85, barPercentage: 0.92, pointStyle: "rect" };
}

// A point with its interval as a bar through it: figures that are compared, and need no axis from zero.
function dots(series) {
  const colour = token(series.colour);
  const interval = series.values.map((_, index) => (series.low[index] === null ? null : [series.low[index], series.high[index]]));
  const rest = { type: "bar", label: "interval", isBand: true, grouped: false, order: 6, maxBarThickness: 6, borderRadius: 3, borderSkipped: false };
  return [{ ...rest, data: interval, backgroundColor: faded(colour, 0.4) }, { ...line(series), showLine: false, pointRadius: 6 }];
}

const hasColumns = (data) => data.series.some((series) => ["columns", "dots"].includes(series.kind));

function datasets(data) {
  return data.series.flatMap((series) => {
    if (series.kind === "bars") return [bars(series)];
    if (series.kind === "columns") return [columns(series)];
    if (series.kind === "dots") return dots(series);
    return series.low ? [...band(series), line(series)] : [line(series)];
  });
}

// A long name in lines, where a phone would cut it off.
function folded(label) {
  if (window.innerWidth > 700 || label.length <= LINE) return label;
  const place = label.lastIndexOf(" ", LINE);
  return place < 1 ? label : [label.slice(0, place), label.slice(place + 1)];
}

function options(data) {
  const ink = token("ink-3");
  const grid = token("line");
  const ticks = { color: ink, font: { family: FACE, size: 12 } };
  const scales = {
    x: { grid: { display: false }, border: { color: grid }, ticks: { ...ticks, maxRotation: 0, autoSkipPadding: 24 } },
    y: { min: data.min, max: data.max, grid: { color: grid }, border: { display: false }, ticks: { ...ticks, maxTicksLimit: 6, callback: (value) => `${value.toLocaleString("en")}${data.unit}` } },
  };
  if (data.series.some((series) => series.kind === "bars")) {
    const most = Math.max(...data.series.filter((series) => series.kind === "bars").flatMap((series) => series.values));
    scales.counts = { display: false, min: 0, max: 4 * most };
  }
  if (data.x) {
    const title = { display: true, text: data.x.title, color: ink, font: ticks.font };
    Object.assign(scales.x, { type: "linear", offset: false, min: data.x.min, max: data.x.max, title });
    scales.x.ticks = { ...scales.x.ticks, maxTicksLimit: 8, callback: (value) => `${value.toLocaleString("en")}${data.x.unit ?? ""}` };
  }
  if (hasColumns(data)) {
    scales.x.offset = true;
    scales.x.stacked = scales.y.stacked = Boolean(data.stacked);
  }
  if (data.horizontal) {
    const { x, y } = scales;
    scales.x = { ...y, ticks: { ...y.ticks, maxRotation: 0 } };
    scales.y = { ...x, ticks: { ...ticks, autoSkip: false, callback(place) { return folded(this.getLabelForValue(place)); } } };
  }
  return {
    indexAxis: data.horizontal ? "y" : "x",
    responsive: true,
    maintainAspectRatio: false,
    animation: still ? false : { duration: 250 },
    interaction: { mode: "index", axis: data.horizontal ? "y" : "x", intersect: false },
    scales,
    plugins: { legend: legend(data), tooltip: tooltip(data) },
  };
}

function legend(data) {
  const labels = { color: token("ink-2"), font: { family: FACE, size: 13 }, usePointStyle: true, boxHeight: 8, filter: (item, chart) => !chart.datasets[item.datasetIndex].isBand };
  return { display: Boolean(data.legend), position: "top", align: "start", labels, onClick: () => {} };
}

function tooltip(data) {
  return {
    backgroundColor: token("ink"),
    titleColor: token("paper"),
    bodyColor: token("paper"),
    padding: 12,
    displayColors: false,
    bodyFont: { family: FACE },
    titleFont: { family: FACE },
    filter: (item, place) => place === 0, // one text per point, whatever lines have a value there
    callbacks: { title: (items) => items.map((item) => data.labels[item.dataIndex]), label: (item) => data.points[item.dataIndex].split("\n") },
  };
}

function table(figure) {
  return [...figure.querySelectorAll("table tr")].map((row) => [...row.cells].map((cell) => cell.textContent.trim().replaceAll("\u202f", " ")));
}

function csv(rows) {
  const cell = (text) => {
    const safe = /^[=+\-@\t\r]/.test(text) && !/^-?[\d.]+( %)?$/.test(text) ? `'${text}` : text; // no formula in a spreadsheet
    return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return "\ufeff" + rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function picture(canvas) {
  const sheet = document.createElement("canvas");
  [sheet.width, sheet.height] = [canvas.width, canvas.height];
  const pen = sheet.getContext("2d");
  pen.fillStyle = token("paper");
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.drawImage(canvas, 0, 0);
  return new Promise((done) => sheet.toBlob(done, "image/png"));
}

function walk(chart, figure, data, step) {
  const last = data.labels.length - 1;
  const now = chart.getActiveElements()[0]?.index;
  const index = now === undefined ? (step > 0 ? 0 : last) : Math.min(last, Math.max(0, now + step));
  const active = chart.data.datasets.flatMap((set, datasetIndex) => (set.isBand ? [] : [{ datasetIndex, index }]));
  const value = (point) => (point !== null && typeof point === "object" ? point.y : point);
  const drawn = active.filter(({ datasetIndex }) => value(chart.data.datasets[datasetIndex].data[index]) !== null);
  chart.setActiveElements(active);
  chart.tooltip.setActiveElements(drawn.slice(0, 1), { x: 0, y: 0 });
  chart.update("none");
  figure.querySelector(".es-chart__said").textContent = `${data.labels[index]}: ${data.points[index].replaceAll("\n", ", ")}`;
}

function draw(figure) {
  const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const canvas = figure.querySelector("canvas");
  figure.querySelector(".es-chart__canvas").hidden = false;
  figure.querySelector(".es-chart__tools").hidden = false;
  figure.querySelector(".es-chart__table").open = false;
  if (data.horizontal) canvas.parentElement.style.height = `${6 + 2.25 * data.labels.length}rem`;
  const make = () => new window.Chart(canvas, { type: hasColumns(data) ? "bar" : "line", data: { labels: data.labels, datasets: datasets(data) }, options: options(data) });
  let chart = make();
  canvas.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ...(data.horizontal && { ArrowDown: 1, ArrowUp: -1 }) }[event.key];
    if (!step) return;
    event.preventDefault();
    walk(chart, figure, data, step);
  });
  document.addEventListener("es:theme", () => {
    chart.destroy();
    chart = make();
  });
  figure.querySelector("[data-chart-csv]").addEventListener("click", () => {
    download(new Blob([csv(table(figure))], { type: "text/csv;charset=utf-8" }), `${figure.dataset.fileName}.csv`);
  });
  figure.querySelector("[data-chart-png]").addEventListener("click", async () => {
    download(await picture(canvas), `${figure.dataset.fileName}.png`);
  });
}

await document.fonts.ready; // a canvas does not draw itself again when its face arrives
for (const figure of document.querySelectorAll("[data-chart]")) draw(figure);
