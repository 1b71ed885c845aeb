// A recording on its way, piece by piece, while it is still being made. What the server has acknowledged is safe there;
// what it has not stays here and is sent again, however often the line breaks.

const LARGEST = 4 * 2 ** 20; // bytes of one call; the server takes 8 MB
const WAITS = [1, 2, 4, 8, 15, 30]; // seconds between two tries

export class Refused extends Error {
  constructor(problem, status) {
    super(problem.detail ?? Object.values(problem.errors ?? {}).flat().join(" ") ?? "");
    this.status = status;
    this.code = problem.code ?? "";
  }
}

export class ChunkedUpload {
  constructor({ url, csrf, onChange }) {
    Object.assign(this, { url, csrf, onChange, id: null, sent: 0, queue: [], isOffline: false, isSlowed: false, refused: null, running: null });
  }

  // Names the recording: from now on pieces may come.
  async begin(terms) {
    const answer = await this.call("POST", this.url, JSON.stringify(terms), { "Content-Type": "application/json" });
    [this.id, this.sent] = [answer.recording, answer.received];
  }

  // Goes on with one that was begun on another page.
  async resume(id) {
    const answer = await this.call("GET", `${this.url}${id}/`);
    [this.id, this.sent] = [id, answer.received];
  }

  get waiting() {
    return this.queue.reduce((sum, piece) => sum + piece.size, 0);
  }

  push(piece) {
    if (!piece.size) return;
    this.queue.push(piece);
    this.onChange();
    this.flush().catch(() => {}); // the refusal is told by onChange, and again by finish
  }

  // Resolves once everything that was pushed has arrived; raises Refused.
  flush() {
    this.running ??= this.drain().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  async drain() {
    while (this.queue.length) {
      const piece = this.next();
      const answer = await this.put(piece);
      this.drop(answer.received - this.sent);
      this.sent = answer.received;
      this.onChange();
    }
  }

  // The first pieces as one, as much as one call takes.
  next() {
    const all = new Blob(this.queue);
    return all.slice(0, LARGEST);
  }

  drop(bytes) {
    const rest = new Blob(this.queue).slice(Math.max(0, bytes));
    this.queue = rest.size ? [rest] : [];
  }

  async put(piece) {
    const content = await piece.arrayBuffer();
    const digest = btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest("SHA-256", content))));
    const headers = { "Content-Type": "application/octet-stream", "Content-Digest": `sha-256=:${digest}:`, "Upload-Offset": String(this.sent) };
    try {
      return await this.call("PUT", `${this.url}${this.id}/`, content, headers);
    } catch (problem) {
      if (problem.code !== "wrong_offset") throw problem;
      return this.call("GET", `${this.url}${this.id}/`); // an earlier try had arrived after all
    }
  }

  async finish() {
    await this.flush();
    await this.flush(); // what was pushed while the last piece was on its way
    return this.call("POST", `${this.url}${this.id}/complete/`, JSON.stringify({ size: this.sent }), { "Content-Type": "application/json" });
  }

  async discard() {
    this.queue = [];
    if (this.id) await this.call("DELETE", `${this.url.replace("uploads/", "")}${this.id}/`);
  }

  // One call, again and again while the line or the server is down; a refusal is final.
  async call(method, url, body, headers = {}) {
    for (let tries = 0; ; tries += 1) {
      let response = null;
      try {
        response = await fetch(url, { method, body, headers: { ...headers, "X-CSRFToken": this.csrf, Accept: "application/json" }, credentials: "same-origin" });
      } catch {
        response = null;
      }
      if (response && response.status < 500 && response.status !== 429) {
        this.tell({ isOffline: false, isSlowed: false });
        if (response.ok) return response.status === 204 ? {} : response.json();
        const refused = new Refused(await response.json().catch(() => ({})), response.status);
        if (refused.code !== "wrong_offset") this.tell({ refused });
        throw refused;
      }
      this.tell(response?.status === 429 ? { isSlowed: true, isOffline: false } : { isOffline: true, isSlowed: false });
      await pause(Number(response?.headers.get("Retry-After")) || WAITS[Math.min(tries, WAITS.length - 1)]);
    }
  }

  tell(change) {
    Object.assign(this, change);
    this.onChange();
  }
}

function pause(seconds) {
  return new Promise((done) => {
    const timer = setTimeout(done, 1000 * seconds);
    window.addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true });
  });
}
