// What the daemon tells, as long as this page is open: connects again by itself.

import { Refused, get } from "./api.js";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;
const QUIET_MS = 4000;
const LOOK_MS = 2000;
const NOT_PAIRED = [401, 403];

export class Events {
  #socket = null;
  #wait = FIRST_WAIT_MS;
  #retry = 0;
  #heardAt = 0;
  #asking = false;
  #reason = "lost";

  /**
   * @param {(message: object) => void} heard gets every message.
   * @param {(reason: string) => void} lost is told that nothing is known at present.
   */
  constructor(heard, lost) {
    this.heard = heard;
    this.lost = lost;
    addEventListener("online", () => this.#hurry());
    document.addEventListener("visibilitychange", () => this.#hurry());
    setInterval(() => this.#look(), LOOK_MS);
    this.#connect();
  }

  #connect() {
    clearTimeout(this.#retry);
    this.#retry = 0;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/api/events`);
    this.#socket = socket;
    this.#heardAt = performance.now();
    socket.onmessage = (event) => {
      this.#wait = FIRST_WAIT_MS;
      this.#reason = "lost";
      this.#heardAt = performance.now();
      this.heard(JSON.parse(event.data));
    };
    socket.onclose = () => this.#gone();
  }

  async #gone() {
    if (this.#socket === null) return;
    this.#socket.onclose = this.#socket.onmessage = null;
    this.#socket.close();
    this.#socket = null;
    this.lost(this.#reason);
    this.#retry = setTimeout(() => this.#connect(), this.#wait * (0.75 + Math.random() / 2));
    this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT_MS);
    const error = await get("/api/status").catch((refused) => refused);
    if (!(error instanceof Refused && NOT_PAIRED.includes(error.status))) return;
    this.#reason = "unpaired";
    this.lost(this.#reason);
  }

  /** A connection can die in silence; where nothing is told, the daemon is asked. */
  async #look() {
    if (this.#asking || this.#socket === null) return;
    if (performance.now() - this.#heardAt < QUIET_MS) return;
    const socket = this.#socket;
    this.#asking = true;
    const status = await get("/api/status", LOOK_MS).catch(() => null);
    this.#asking = false;
    if (socket !== this.#socket) return;
    if (status === null || socket.readyState !== WebSocket.OPEN) await this.#gone();
    else this.heard({ ...status, type: "status" });
  }

  #hurry() {
    if (document.visibilityState !== "visible") return;
    if (this.#socket === null) this.#connect();
    else this.#look();
  }
}
