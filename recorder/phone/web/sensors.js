// The phone's motion sensors: permission, and events as rows of numbers.

const AXES = (v) => [v?.x ?? null, v?.y ?? null, v?.z ?? null];
const RATES = (v) => [v?.alpha ?? null, v?.beta ?? null, v?.gamma ?? null];
const RATE_WINDOW_MS = 2000;

/** Asks for the sensors, which iOS allows only from a tap. Returns whether they may be read. */
export async function askPermission() {
  for (const kind of [globalThis.DeviceMotionEvent, globalThis.DeviceOrientationEvent]) {
    if (typeof kind?.requestPermission === "function") {
      if ((await kind.requestPermission()) !== "granted") return false;
    }
  }
  return true;
}

/** Why this page cannot measure at all, or null. */
export function obstacle() {
  if (!globalThis.isSecureContext) return "Browsers give motion only to pages opened with https.";
  if (!("DeviceMotionEvent" in globalThis)) return "This browser gives no motion.";
  return null;
}

/** Counts events to tell their rate. */
class Rate {
  #times = [];

  add(time) {
    this.#times.push(time);
    this.#forget(time);
  }

  hz(now) {
    this.#forget(now);
    return (this.#times.length * 1000) / RATE_WINDOW_MS;
  }

  #forget(now) {
    while (this.#times.length && this.#times[0] < now - RATE_WINDOW_MS) this.#times.shift();
  }
}

/** Listens to the sensors; `take(kind, row)` gets each event that holds a number. */
export class Sensors {
  motion = new Rate();
  orientation = new Rate();
  gravity = [0, 0, 0];

  constructor(take) {
    addEventListener("devicemotion", (event) => {
      const total = AXES(event.accelerationIncludingGravity);
      const values = [...AXES(event.acceleration), ...total, ...RATES(event.rotationRate)];
      if (values.every((value) => value === null)) return;
      this.motion.add(event.timeStamp);
      if (total[2] !== null) this.gravity = total;
      take("motion", [event.timeStamp, ...values]);
    });
    addEventListener("deviceorientation", (event) => {
      if (event.alpha === null) return;
      this.orientation.add(event.timeStamp);
      take("orientation", [event.timeStamp, event.alpha, event.beta, event.gamma]);
    });
  }
}
