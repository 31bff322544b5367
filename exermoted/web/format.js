// How numbers, times and names are written.

const TIME = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });
const SHORT_DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "numeric" });

/** Minutes and whole seconds, rounded up: what is left of 0.1 s is a second. */
export function clock(seconds) {
  const whole = Math.ceil(Math.max(seconds, 0) - 1e-6);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** A time of day of an ISO 8601 text. */
const timeOf = (iso) => TIME.format(new Date(iso));

/** A day and time of an ISO 8601 text. */
export const whenOf = (iso) => `${DAY.format(new Date(iso))}, ${timeOf(iso)}`;

/** A date such as 2026-11-24, short. */
export const dayOf = (date) => SHORT_DAY.format(new Date(`${date}T12:00`));

/** A date such as 2026-11-24, with its day of the week. */
export const longDayOf = (date) => DAY.format(new Date(`${date}T12:00`));

/** A name from the data as people write it. */
export const words = (name) => name.replaceAll("_", " ");

export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

export const count = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;

const SOURCES = {
  ble: "Bluetooth sensors",
  phone: "a phone",
  sim: "a simulated athlete",
};

/** Where samples come from, for people. */
export function sourceOf(source) {
  if (source.startsWith("replay:")) return `the recording ${source.slice("replay:".length)}`;
  return source.split(",").map((part) => SOURCES[part] ?? part).join(" and ") || "the configured source";
}
