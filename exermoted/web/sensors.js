// How well each sensor is heard, in figures and in a word.

import { byId, make, setText, tell } from "./dom.js";
import { capital, count, words } from "./format.js";

const SILENT_S = 2;
const MISSING_SHARE = 0.2;
const LATELY = 10; // messages of a second each
const ENOUGH = 5;
const FAINT_DBM = -90;
const EMPTY_V = 2.5; // of a coin cell of 3 V
const REDRAW_MS = 500;

/** A word for how a sensor is heard, and whether that is well. */
export function verdict(sensor, age_s, missingShare) {
  if (age_s === null) return ["not heard", false];
  if (age_s > SILENT_S) return ["silent", false];
  if (missingShare > MISSING_SHARE) return ["patchy", false];
  if (sensor.rssi_dbm !== null && sensor.rssi_dbm < FAINT_DBM) return ["faint", false];
  if (sensor.battery_v !== null && sensor.battery_v < EMPTY_V) return ["battery low", false];
  return ["good", true];
}

export class Sensors {
  #items = new Map();
  #before = new Map();

  constructor(model) {
    this.model = model;
    model.on("sensors", () => this.#note());
    model.on("run", () => this.#before.clear());
    model.on("connection", () => this.#draw());
    setInterval(() => this.#draw(), REDRAW_MS);
  }

  /** Remembers counts, to tell what is missing lately from what once was. */
  #note() {
    for (const { name, missing } of this.model.sensors) {
      const before = this.#before.get(name) ?? [];
      this.#before.set(name, [...before, { missing, tick: this.model.tick?.tick ?? 0 }].slice(-LATELY));
    }
    this.#draw();
  }

  #missingShare(name) {
    const counts = this.#before.get(name) ?? [];
    if (counts.length < ENOUGH) return 0;
    const ticks = counts.at(-1).tick - counts[0].tick;
    return ticks > 0 ? (counts.at(-1).missing - counts[0].missing) / ticks : 0;
  }

  #draw() {
    const { sensors, mode, status } = this.model;
    const isPast = sensors.length > 0 && mode === "idle";
    setText(byId("sensors-title"), isPast ? "Sensors, when last used" : "Sensors");
    tell(byId("phone"), status?.phone ? "A phone’s page is connected." : null);
    byId("no-sensors").hidden = sensors.length > 0;
    for (const sensor of sensors) this.#show(this.#item(sensor.name), sensor, isPast);
    for (const [name, item] of this.#items) {
      if (sensors.some((sensor) => sensor.name === name)) continue;
      item.root.remove();
      this.#items.delete(name);
    }
  }

  #item(name) {
    if (!this.#items.has(name)) {
      const item = { name: make("span", {}, capital(words(name))), verdict: make("span") };
      item.figures = make("p", { className: "soft" });
      const head = make("p", { className: "head" }, make("strong", {}, item.name), item.verdict);
      item.root = make("li", {}, head, item.figures);
      byId("sensor-list").append(item.root);
      this.#items.set(name, item);
    }
    return this.#items.get(name);
  }

  #show(item, sensor, isPast) {
    const age_s = this.#age(sensor);
    const [word, good] = verdict(sensor, age_s, this.#missingShare(sensor.name));
    item.verdict.hidden = isPast;
    setText(item.verdict, word);
    item.verdict.className = good ? "verdict good" : "verdict poor";
    setText(item.figures, figures(sensor, isPast ? null : age_s).join(" · "));
  }

  /** The age of the latest tick where there is one: newer than what is told once a second. */
  #age(sensor) {
    const index = this.model.run?.streams.indexOf(sensor.name) ?? -1;
    return this.model.tick && index >= 0 ? this.model.tick.ages_s[index] : sensor.age_s;
  }
}

function figures(sensor, age_s) {
  const parts = [`${sensor.rate_hz.toFixed(1)} Hz`];
  if (age_s !== null) parts.push(`heard ${age_s.toFixed(1)} s ago`);
  if (sensor.missing) parts.push(`${count(sensor.missing, "tick")} missed`);
  if (sensor.gaps) parts.push(`${count(sensor.gaps, "gap")}, longest ${sensor.longest_gap_s.toFixed(1)} s`);
  if (sensor.rssi_dbm !== null) parts.push(`${sensor.rssi_dbm.toFixed(0).replace("-", "−")} dBm`);
  if (sensor.battery_v !== null) parts.push(`battery ${sensor.battery_v.toFixed(2)} V`);
  if (sensor.identifier) parts.push(sensor.identifier);
  return parts.map((part) => part.replaceAll(" ", "\u00a0"));
}
