// The way to the recorder: a WebSocket, or single requests where the browser refuses that one.
// What has not been answered is kept, within bounds, and sent again.

const MOST_KEPT = 600; // messages, half a minute
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 2000;
const TRIES_BEFORE_POST = 2;
const FULL_BYTES = 128 * 1024;
const ANSWER_MS = 5000;

/** Returns why something was refused: as JSON, or in plain words. */
async function reasonOf(response) {
  const text = await response.text();
  return response.headers.get("Content-Type").startsWith("application/json") ? JSON.parse(text).error : text;
}

export class Link {
  lost = 0;
  way = "connecting";
  #number = 0;
  #kept = new Map();
  #socket = null;
  #unopened = 0;
  #wait = FIRST_WAIT_MS;
  #posting = false;
  #retry = 0;

  /** `heard(message)` gets every answer and push; `query` is the address's, with its token. */
  constructor(heard, query) {
    this.heard = heard;
    this.query = query;
    addEventListener("online", () => this.#hurry());
    this.#connect();
  }

  get waiting() {
    return this.#kept.size;
  }

  send(message) {
    const number = ++this.#number;
    this.#kept.set(number, JSON.stringify({ ...message, number }));
    if (this.#kept.size > MOST_KEPT) {
      this.#kept.delete(this.#kept.keys().next().value);
      this.lost += 1;
    }
    if (this.#socket.readyState === WebSocket.OPEN) {
      if (this.#socket.bufferedAmount < FULL_BYTES) this.#socket.send(this.#kept.get(number));
    } else if (this.way === "single requests") {
      this.#post();
    }
  }

  #connect() {
    const address = new URL(`stream${this.query}`, location.href); // below whatever path this is
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    let opened = false;
    this.#socket = socket;
    socket.onopen = () => {
      opened = true;
      this.#unopened = 0;
      this.#wait = FIRST_WAIT_MS;
      this.way = "WebSocket";
      for (const message of this.#kept.values()) socket.send(message);
    };
    socket.onmessage = (event) => {
      const message = JSON.parse(event.data);
      if ("taken" in message) this.#answered(message);
      else this.heard(message);
    };
    socket.onclose = async () => {
      this.way = "connecting";
      if (!opened) this.#unopened += 1;
      if (this.#unopened >= TRIES_BEFORE_POST && (await this.#post())) return;
      this.#retry = setTimeout(() => this.#connect(), this.#wait * (0.75 + Math.random() / 2));
      this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT_MS);
    };
  }

  #hurry() {
    if (this.way !== "connecting" || this.#socket.readyState !== WebSocket.CLOSED) return;
    clearTimeout(this.#retry);
    this.#connect();
  }

  #answered(reply) {
    this.#kept.delete(reply.taken ?? this.#kept.keys().next().value);
    this.heard(reply);
  }

  /** Sends what is kept, one request after another. Returns whether the recorder answered. */
  async #post() {
    if (this.#posting) return true;
    this.#posting = true;
    let answered = false;
    try {
      while (this.#kept.size) {
        const [body] = this.#kept.values();
        const response = await fetch(`batch${this.query}`, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body,
          signal: AbortSignal.timeout(ANSWER_MS),
        });
        if ([401, 403].includes(response.status)) this.heard({ refused: await reasonOf(response) });
        if (!response.ok) throw new Error(response.statusText);
        this.#answered(await response.json());
        answered = true;
        this.way = "single requests";
      }
    } catch {
      answered = false;
      if (this.way === "single requests") this.#retry = setTimeout(() => this.#connect(), this.#wait);
      this.way = "connecting";
    } finally {
      this.#posting = false;
    }
    return answered;
  }
}
