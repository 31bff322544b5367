// What is known at present, put together from the daemon's messages. Views only read it.

/** Whether two runs are the same one, also after a new connection. */
const same = (one, other) => one?.since === other?.since && one?.kind === other?.kind;

export class Model {
  connected = false;
  /** Why nothing is known: connecting, lost or unpaired. */
  reason = "connecting";
  /** When the last message came, of the page's own clock. */
  heardAt = 0;
  status = null;
  /** @type {?object} the latest tick of the present run. */
  tick = null;
  tickAt = 0;
  /** @type {Map<number, {exercise: string, repetitions: number}>} of a live workout, by number. */
  sets = new Map();
  /** @type {?object} how the phone sits, where the model looks for that. */
  mounting = null;
  sensors = [];
  #listeners = new Map();

  get run() {
    return this.status?.run ?? null;
  }

  get mode() {
    return this.connected ? this.status.mode : "unknown";
  }

  /** Calls `listener(message)` after each message of `type`, or after `connection` or `run`. */
  on(type, listener) {
    if (!this.#listeners.has(type)) this.#listeners.set(type, []);
    this.#listeners.get(type).push(listener);
  }

  take(message) {
    this.heardAt = Date.now();
    this["_" + message.type]?.(message);
    this.#emit(message.type, message);
  }

  lose(reason) {
    if (!this.connected && this.reason === reason) return;
    this.connected = false;
    this.reason = reason;
    this.tick = null;
    this.#emit("connection");
  }

  _status(status) {
    const before = this.status;
    const isNews = !this.connected;
    this.status = status;
    this.connected = true;
    if (!same(before?.run, status.run)) this.#begin();
    for (const set of status.sets) this.sets.set(set.set, set);
    this.mounting = status.mounting;
    if (isNews) this.#emit("connection");
  }

  _started({ run }) {
    if (this.status) this.status = { ...this.status, run };
    this.#emit("run");
  }

  _tick(tick) {
    this.tick = tick;
    this.tickAt = performance.now();
  }

  _happened({ kind, event }) {
    if (kind !== "live") return;
    if (event.event === "mounting") this.mounting = event;
    if (event.event === "repetition") {
      this.sets.set(event.set, { exercise: event.exercise, repetitions: event.count });
    }
  }

  _sensors({ sensors }) {
    this.sensors = sensors;
  }

  #begin() {
    this.tick = null;
    this.sets = new Map();
    if (this.run) this.sensors = [];
    this.#emit("run");
  }

  #emit(type, message) {
    for (const listener of this.#listeners.get(type) ?? []) listener(message);
  }
}
