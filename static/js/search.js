// The header's search as a combobox (WAI-ARIA: editable, list popup). Without this file it is a plain search form.
// data-suggest holds the address of the suggestions; the list is made of links, so that a choice is a page.

const WAIT = 150; // milliseconds without a key
const FEWEST = 2; // letters
const KINDS = [["movies", "Movies"], ["people", "People"], ["studios", "Studios"]];

function made(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function aside(kind, row) {
  if (kind === "movies") return row.year ? String(row.year) : "";
  return row.movies === 1 ? "1 movie" : `${row.movies} movies`;
}

class Combobox {
  constructor(input) {
    this.input = input;
    this.form = input.form;
    this.chosen = -1;
    this.asked = null; // AbortController of the call on its way
    this.list = made("div", { id: `${input.id}-list`, className: "es-suggest", hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Suggestions");
    this.told = made("span", { className: "visually-hidden" });
    this.told.setAttribute("role", "status");
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", this.list.id]]) input.setAttribute(name, value);
    this.form.append(this.list, this.told);
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.pressed(event));
    input.addEventListener("focus", () => this.options.length && this.open());
    this.form.addEventListener("focusout", (event) => this.form.contains(event.relatedTarget) || this.close());
    this.form.addEventListener("submit", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays where one types
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  later() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    const q = this.input.value.trim();
    if (q.length < FEWEST) return this.show(null);
    this.asked = new AbortController();
    try {
      const answer = await fetch(`${this.input.dataset.suggest}?${new URLSearchParams({ q, limit: 5 })}`, { signal: this.asked.signal, headers: { Accept: "application/json" } });
      this.show(answer.ok ? await answer.json() : null);
    } catch (error) {
      if (error.name !== "AbortError") this.show(null); // the plain search still works
    }
  }

  show(found) {
    this.choose(-1);
    const groups = found ? KINDS.filter(([kind]) => found[kind].length).map(([kind, words]) => this.group(kind, words, found[kind])) : [];
    const instead = found?.instead && groups.length ? [made("p", { className: "es-suggest__instead", textContent: `Nothing has this. Shown: ${found.instead}` })] : [];
    instead[0]?.setAttribute("role", "presentation");
    this.list.replaceChildren(...instead, ...groups);
    const count = this.options.length;
    this.told.textContent = !found ? "" : count ? `${count} suggestion${count === 1 ? "" : "s"}${found.instead ? ` for ${found.instead}` : ""}` : "No suggestions";
    if (count && document.activeElement === this.input) this.open();
    else this.close();
  }

  group(kind, words, rows) {
    const label = made("span", { className: "es-suggest__kind", id: `${this.list.id}-${kind}`, textContent: words });
    label.setAttribute("role", "presentation");
    const group = made("div", { className: "es-suggest__group" }, label, ...rows.map((row) => this.option(kind, row)));
    group.setAttribute("role", "group");
    group.setAttribute("aria-labelledby", label.id);
    return group;
  }

  option(kind, row) {
    const option = made("a", { href: row.url, className: "es-suggest__option", id: `${this.list.id}-${kind}-${row.id}`, tabIndex: -1 },
      made("span", { textContent: row.title ?? row.name }), made("span", { className: "es-suggest__aside", textContent: aside(kind, row) }));
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    return option;
  }

  pressed(event) {
    const count = this.options.length;
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault(); // a second Escape clears the field
      this.close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      event.preventDefault();
      this.open();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.choose(((this.chosen + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Enter" && this.chosen >= 0 && !this.list.hidden) {
      event.preventDefault();
      this.options[this.chosen].click();
    } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key)) {
      this.choose(-1); // the caret moves in what is typed: Enter searches for that
    } else if (event.key === "Tab") {
      this.close();
    }
  }

  choose(number) {
    this.chosen = number;
    this.options.forEach((option, place) => option.setAttribute("aria-selected", String(place === number)));
    const option = this.options[number];
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  open() {
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  close() {
    this.list.hidden = true;
    this.choose(-1);
    this.input.setAttribute("aria-expanded", "false");
  }
}

for (const input of document.querySelectorAll("input[data-suggest]")) new Combobox(input);
