// The player: one audio element, a slider that keys move, and a clock. Others listen to "es:time" on the section and ask
// for a place with "es:seek"; the sound itself comes in ranges, decrypted as it streams.

const STEP = 2; // seconds per arrow
const LEAP = 10; // … per page key
const FAR = 1e7; // seconds: further than any recording

const section = document.getElementById("sound");
const audio = section?.querySelector("[data-player]");

if (audio) begin();

function begin() {
  const total = Number(section.dataset.seconds);
  const slider = section.querySelector("[data-slider]");
  const play = section.querySelector("[data-play]");
  const icon = play.querySelector("use");
  const icons = icon.getAttribute("href").split("#")[0];
  let until = null;

  audio.controls = false;
  audio.hidden = true;
  section.querySelector("[data-controls]").hidden = false;
  for (const element of document.querySelectorAll("[data-with-script]")) element.hidden = false;

  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const length = clock(total);

  function seek(time, { stop = null, start = false } = {}) {
    audio.currentTime = Math.min(Math.max(0, time), Math.max(0, total - 0.02));
    until = stop;
    if (start) audio.play().catch(() => {});
    show();
  }

  function show() {
    const now = Math.min(audio.currentTime, total);
    slider.setAttribute("aria-valuenow", now.toFixed(1));
    slider.setAttribute("aria-valuetext", `${clock(now)} of ${length}`);
    slider.firstElementChild.style.width = `${total ? (100 * now) / total : 0}%`;
    section.querySelector("[data-clock]").textContent = `${clock(now)} / ${length}`;
    section.dispatchEvent(new CustomEvent("es:time", { detail: { now, total, isPlaying: !audio.paused } }));
  }

  function follow() {
    if (until !== null && audio.currentTime >= until) {
      until = null;
      audio.pause();
    }
    show();
    if (!audio.paused) requestAnimationFrame(follow);
  }

  function toggle() {
    until = null;
    if (audio.paused) audio.play().catch(() => {});
    else audio.pause();
  }

  function mark() {
    play.setAttribute("aria-label", audio.paused ? "Play" : "Pause");
    icon.setAttribute("href", `${icons}#${audio.paused ? "play" : "pause"}`);
    follow();
  }

  play.addEventListener("click", toggle);
  for (const name of ["play", "pause", "ended"]) audio.addEventListener(name, mark);
  audio.addEventListener("seeked", show);
  audio.addEventListener("error", () => {
    const trouble = section.querySelector("[data-sound-trouble]");
    trouble.hidden = false;
    trouble.textContent = "The sound cannot be played: it is gone, damaged, or in a form that this browser does not know. What was read stands below.";
  });
  // What a browser recorded does not say how long it is: asked for its end, the player finds it, and can seek from then on.
  audio.addEventListener("loadedmetadata", () => {
    if (Number.isFinite(audio.duration)) return;
    audio.addEventListener("durationchange", () => { audio.currentTime = 0; }, { once: true });
    audio.currentTime = FAR;
  });
  if (audio.readyState >= 1) audio.dispatchEvent(new Event("loadedmetadata"));

  const keys = {
    ArrowRight: () => audio.currentTime + STEP,
    ArrowUp: () => audio.currentTime + STEP,
    ArrowLeft: () => audio.currentTime - STEP,
    ArrowDown: () => audio.currentTime - STEP,
    PageUp: () => audio.currentTime + LEAP,
    PageDown: () => audio.currentTime - LEAP,
    Home: () => 0,
    End: () => total,
  };
  slider.addEventListener("keydown", (event) => {
    if (event.key === " ") toggle();
    else if (keys[event.key]) seek(keys[event.key]());
    else return;
    event.preventDefault();
  });
  const drag = (event) => {
    const box = slider.getBoundingClientRect();
    seek((total * (event.clientX - box.left)) / box.width);
  };
  slider.addEventListener("pointerdown", (event) => {
    slider.setPointerCapture(event.pointerId);
    drag(event);
  });
  slider.addEventListener("pointermove", (event) => event.buttons && drag(event));
  section.addEventListener("es:seek", (event) => seek(event.detail.time, event.detail));
}
