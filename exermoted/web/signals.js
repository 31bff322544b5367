// Every channel as it is measured: one box a stream that can be folded, one lane a quantity.

import { lanesOf } from "./channels.js";
import { byId, make } from "./dom.js";
import { capital, words } from "./format.js";
import { Plot, coloursOf } from "./plot.js";
import { SmoothClock, Trace } from "./trace.js";

const SPAN_S = 20;
const FRAME_MS = 30; // signals move by about a dot in this time
const CALM_MS = 500;

const dark = matchMedia("(prefers-color-scheme: dark)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const small = matchMedia("(max-width: 45rem)");

export class Signals {
  #trace = new Trace(SPAN_S);
  #clock = new SmoothClock();
  #boxes = [];
  #columns = "";
  #colours = null;
  #drawnAt = 0;
  #seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) target.dataset.seen = isIntersecting;
  });

  constructor(model) {
    this.model = model;
    for (const type of ["run", "status"]) model.on(type, () => this.#arrange());
    model.on("run", () => this.#clear());
    model.on("tick", (tick) => {
      this.#trace.add(tick);
      this.#clock.tick(tick.time_s, performance.now());
    });
    dark.addEventListener("change", () => (this.#colours = null));
    this.#arrange();
    this.#draw(0);
  }

  #clear() {
    this.#trace.clear();
    this.#clock.clear();
  }

  /** Makes the boxes anew where the channels are others. */
  #arrange() {
    const columns = this.model.run?.columns ?? [];
    if (columns.join() === this.#columns) return;
    this.#columns = columns.join();
    this.#seen.disconnect();
    this.#boxes = [...lanesOf(columns)].map(([name, lanes], index) => this.#box(name, lanes, index));
    byId("streams").replaceChildren(...this.#boxes.map((box) => box.root));
    byId("no-signals").hidden = columns.length > 0;
  }

  #box(name, lanes, index) {
    const title = capital(words(name));
    const quantities = lanes.map((lane) => lane.title.toLowerCase()).join(", ");
    const label = `${title}, the last ${SPAN_S} seconds: ${quantities}`;
    const canvas = make("canvas", { role: "img", "aria-label": label });
    const key = `open:${name}`;
    const open = JSON.parse(localStorage.getItem(key)) ?? (!small.matches || index === 0);
    const root = make("details", { open }, make("summary", {}, make("h3", {}, title)), canvas);
    root.addEventListener("toggle", () => localStorage.setItem(key, root.open));
    this.#seen.observe(canvas);
    return { root, canvas, plot: new Plot(canvas, lanes, SPAN_S) };
  }

  #draw(now) {
    requestAnimationFrame((next) => this.#draw(next));
    const least = calm.matches ? CALM_MS : FRAME_MS;
    if (!this.#boxes.length || now - this.#drawnAt < least) return;
    this.#drawnAt = now;
    this.#colours ??= coloursOf(document.body);
    const time_s = this.#clock.at(performance.now());
    for (const { root, canvas, plot } of this.#boxes) {
      if (root.open && canvas.dataset.seen === "true") {
        plot.draw(this.#trace.ticks, time_s, this.#colours);
      }
    }
  }
}
