// Light, dark or as the system: set before the first paint (this file is loaded blocking, in <head>).
(() => {
  const KEY = "emosense-theme";
  const NAMES = ["auto", "light", "dark"];
  const system = window.matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      const kept = localStorage.getItem(KEY);
      return NAMES.includes(kept) ? kept : "auto";
    } catch {
      return "auto";
    }
  }

  function show(name) {
    const dark = name === "dark" || (name === "auto" && system.matches);
    document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
    document.documentElement.dataset.theme = name;
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === name));
    }
    document.dispatchEvent(new CustomEvent("es:theme"));
  }

  function choose(name) {
    try {
      localStorage.setItem(KEY, name);
    } catch {
      // Storage may be forbidden: the choice then lasts for this page.
    }
    show(name);
  }

  show(chosen());
  system.addEventListener("change", () => show(chosen()));
  document.addEventListener("DOMContentLoaded", () => {
    for (const group of document.querySelectorAll("[data-theme-toggle]")) group.hidden = false;
    show(chosen());
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (button) choose(button.dataset.themeChoice);
  });
})();
