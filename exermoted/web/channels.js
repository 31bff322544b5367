// Which values of a tick are drawn together, and what they are called.

import { capital, words } from "./format.js";

const UNITS = ["rad_s", "rad", "dbm", "g", "deg_c", "hz", "v", "s"];
const WRITTEN = { rad_s: "rad/s", dbm: "dBm", deg_c: "°C", hz: "Hz", v: "V" };
/** How a trace that shares its lane with no other looks. */
const ALONE = 3;

const ANGLES = ["pitch", "roll", "yaw"];
const NAMES = { rssi: "Signal strength" };

/** The largest value to expect, so that noise is not drawn as motion. */
const LEAST = { g: 1, rad: 3.2, rad_s: 1 };

/**
 * One quantity of one stream: some values of a tick, drawn over each other.
 * @typedef {{title: string, unit: string, least: number, isLevel: boolean, goesRound: boolean,
 *   traces: {index: number, label: string, look: number}[]}} Lane
 */

/** What a column such as `phone.gravity_x_g` holds. */
function read(column) {
  const [stream, rest] = column.split(/\.(.*)/s);
  const unit = UNITS.find((name) => rest.endsWith(`_${name}`)) ?? "";
  const quantity = unit ? rest.slice(0, -unit.length - 1) : rest;
  const axis = /^(.*)_([xyz])$/.exec(quantity);
  if (axis) return { stream, unit, lane: axis[1], label: axis[2], look: "xyz".indexOf(axis[2]) };
  const angle = ANGLES.indexOf(quantity);
  if (angle >= 0) return { stream, unit, lane: "angles", label: quantity, look: angle };
  return { stream, unit, lane: quantity, label: "", look: ALONE };
}

/** @returns {Map<string, Lane[]>} the lanes of each stream, in the order of the columns. */
export function lanesOf(columns) {
  const streams = new Map();
  for (const [index, column] of columns.entries()) {
    const { stream, unit, lane, label, look } = read(column);
    if (!streams.has(stream)) streams.set(stream, new Map());
    const lanes = streams.get(stream);
    if (!lanes.has(lane)) {
      const title = NAMES[lane] ?? capital(words(lane));
      const lookup = { isLevel: unit === "dbm", goesRound: unit === "rad", least: LEAST[unit] ?? 1 };
      lanes.set(lane, { title, unit: WRITTEN[unit] ?? unit, ...lookup, traces: [] });
    }
    lanes.get(lane).traces.push({ index, label, look });
  }
  return new Map([...streams].map(([name, lanes]) => [name, [...lanes.values()]]));
}
