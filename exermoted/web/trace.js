// The last ticks, and a clock that runs smoothly between them.

const MOST_TICKS = 2000;
const BEHIND_MS = 120; // how late is drawn, so that the next tick is there before it is needed
const CATCH_UP_MS = 600;
const LATELY = 20;

export class Trace {
  /** @type {{tick: number, time_s: number, values: (?number)[]}[]} */
  ticks = [];

  /** @param {number} span_s how much is kept. */
  constructor(span_s) {
    this.span_s = span_s;
  }

  add({ tick, time_s, values }) {
    if (this.ticks.length && time_s <= this.ticks.at(-1).time_s) this.ticks = [];
    this.ticks.push({ tick, time_s, values });
    const from_s = time_s - this.span_s - 2;
    if (this.ticks[0].time_s < from_s - 5 || this.ticks.length > 2 * MOST_TICKS) {
      const first = this.ticks.findIndex((kept) => kept.time_s >= from_s);
      this.ticks = this.ticks.slice(Math.max(first, this.ticks.length - MOST_TICKS));
    }
  }

  clear() {
    this.ticks = [];
  }
}

/** Tells the time of what is drawn: as even as the frames, though ticks come in steps. */
export class SmoothClock {
  #arrivals = [];
  #shown_s = 0;
  #drawnAt = 0;

  tick(time_s, now) {
    if (this.#arrivals.length && time_s < this.#arrivals.at(-1).time_s) this.#arrivals = [];
    this.#arrivals.push({ time_s, now });
    if (this.#arrivals.length > LATELY) this.#arrivals.shift();
  }

  /** Seconds of the run that pass in a millisecond; a simulation's may pass faster. */
  get #speed() {
    const [first, last] = [this.#arrivals[0], this.#arrivals.at(-1)];
    return last.now > first.now ? (last.time_s - first.time_s) / (last.now - first.now) : 0.001;
  }

  /** The time to be drawn at the page's time `now`; it stands still once nothing comes. */
  at(now) {
    const last = this.#arrivals.at(-1);
    if (!last) return 0;
    const speed = this.#speed;
    const wanted_s = last.time_s + (Math.min(now - last.now, BEHIND_MS) - BEHIND_MS) * speed;
    const passed = now - this.#drawnAt;
    this.#drawnAt = now;
    const off_s = wanted_s - (this.#shown_s + passed * speed);
    if (Math.abs(off_s) > 1000 * speed || passed > 1000) this.#shown_s = wanted_s;
    else this.#shown_s += passed * speed + off_s * Math.min(passed / CATCH_UP_MS, 1);
    this.#shown_s = Math.min(this.#shown_s, last.time_s);
    return this.#shown_s;
  }

  clear() {
    this.#arrivals = [];
  }
}
