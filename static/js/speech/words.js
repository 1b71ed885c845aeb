// Words in step with the sound: the one being said lights up; click one, or press Enter on it, and hear it. One stop for
// the Tab key, arrows go from word to word.

const section = document.getElementById("sound");
const text = document.querySelector("[data-words]");
const at = (element) => [Number(element.dataset.start), Number(element.dataset.end)];

if (section?.querySelector("[data-player]")) {
  if (text) follow([...text.querySelectorAll("[data-start]")]);
  for (const row of section.querySelectorAll("[data-segments] tr[data-start]")) hear(row);
  section.addEventListener("es:time", ({ detail }) => markSegments(detail));
}

function ask(element, { only }) {
  const [start, end] = at(element);
  section.dispatchEvent(new CustomEvent("es:seek", { detail: { time: start, start: true, stop: only ? end : null } }));
}

function follow(words) {
  let shown = null;
  for (const [place, word] of words.entries()) {
    word.setAttribute("role", "button");
    word.tabIndex = place === 0 ? 0 : -1;
  }
  text.addEventListener("click", (event) => {
    const word = event.target.closest("[data-start]");
    if (word) ask(word, { only: false });
  });
  text.addEventListener("keydown", (event) => {
    const place = words.indexOf(event.target);
    if (place < 0) return;
    const next = { ArrowRight: place + 1, ArrowDown: place + 1, ArrowLeft: place - 1, ArrowUp: place - 1, Home: 0, End: words.length - 1 }[event.key];
    if (event.key === "Enter" || event.key === " ") ask(words[place], { only: false });
    else if (words[next]) move(words[place], words[next]);
    else return;
    event.preventDefault();
  });
  section.addEventListener("es:time", ({ detail }) => {
    const word = detail.now > 0 || detail.isPlaying ? words.find((one) => at(one)[0] <= detail.now && detail.now < at(one)[1]) : null;
    if (word === shown) return;
    shown?.classList.remove("es-said__word--now");
    word?.classList.add("es-said__word--now");
    shown = word;
  });
}

function move(from, to) {
  from.tabIndex = -1;
  to.tabIndex = 0;
  to.focus();
}

// A segment of the table is heard alone.
function hear(row) {
  const cell = row.cells[0];
  const button = document.createElement("button");
  button.type = "button";
  button.className = "es-tool";
  button.textContent = cell.textContent;
  button.setAttribute("aria-label", `Hear the segment from ${cell.textContent}`);
  button.addEventListener("click", () => ask(row, { only: true }));
  cell.replaceChildren(button);
}

function markSegments({ now }) {
  for (const row of section.querySelectorAll("[data-segments] tr[data-start]")) {
    const [start, end] = at(row);
    if (start <= now && now < end && now > 0) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}
