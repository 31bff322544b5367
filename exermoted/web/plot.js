// Draws lanes of signals on a canvas: time runs from left to right, now is at the right.

const LANE = 76;
const GAP = 10;
const LEFT = 34;
const RIGHT = 38;
const HEAD = 15;
const FOOT = 16;
const STEPS = [1, 2, 3, 5];
const MARK_EVERY = 20; // ticks
const LABEL = 11;
const LOOKS = ["x", "y", "z", "ink"];
const JUMP = 0.7; // of a lane: an angle that went round

/** The least of 1, 2, 3, 5, 10, … that is not less than `value`. */
export function niceLimit(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return (STEPS.find((step) => step * power >= value - 1e-9) ?? 10) * power;
}

/** The colours of the style sheet, which change with the system's. */
export function coloursOf(element) {
  const style = getComputedStyle(element);
  const names = ["ink", "soft", "line", "x", "y", "z"];
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

export class Plot {
  /** @param {import("./channels.js").Lane[]} lanes */
  constructor(canvas, lanes, span_s) {
    this.canvas = canvas;
    this.lanes = lanes;
    this.span_s = span_s;
    this.limits = lanes.map(() => null);
    canvas.style.height = `${lanes.length * (LANE + GAP) + FOOT}px`;
  }

  draw(ticks, now_s, colours) {
    const pen = this.#fit();
    const width = this.canvas.clientWidth;
    const from_s = now_s - this.span_s;
    const scale = (width - LEFT - RIGHT) / this.span_s;
    const shown = ticks.filter((tick) => tick.time_s >= from_s - 0.5 && tick.time_s <= now_s + 0.2);
    this.x = (time_s) => LEFT + (time_s - from_s) * scale;
    this.lanes.forEach((lane, index) => {
      const top = index * (LANE + GAP);
      this.limits[index] = limitsOf(lane, shown, this.limits[index]);
      this.#frame(pen, lane, this.limits[index], top, width, colours);
      this.#traces(pen, lane, this.limits[index], shown, top, width, colours);
    });
    this.#seconds(pen, now_s, from_s, colours);
  }

  #fit() {
    const { canvas } = this;
    const dots = devicePixelRatio;
    const [width, height] = [canvas.clientWidth * dots, canvas.clientHeight * dots].map(Math.round);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const pen = canvas.getContext("2d");
    pen.setTransform(dots, 0, 0, dots, 0, 0);
    pen.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    pen.font = `${LABEL}px system-ui, sans-serif`;
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    return pen;
  }

  #frame(pen, lane, [low, high], top, width, colours) {
    pen.fillStyle = colours.ink;
    pen.textAlign = "left";
    pen.fillText(lane.title, LEFT, top + 6);
    const after = LEFT + pen.measureText(`${lane.title}  `).width;
    pen.fillStyle = colours.soft;
    pen.fillText(lane.unit, after, top + 6);
    pen.strokeStyle = colours.line;
    pen.lineWidth = 1;
    pen.textAlign = "right";
    for (const value of [high, (low + high) / 2, low]) {
      const y = Math.round(yOf(value, low, high, top)) + 0.5;
      pen.beginPath();
      pen.moveTo(LEFT, y);
      pen.lineTo(width - RIGHT, y);
      pen.stroke();
      pen.fillText(written(value), LEFT - 6, y);
    }
  }

  #traces(pen, lane, [low, high], ticks, top, width, colours) {
    pen.save();
    pen.beginPath();
    pen.rect(LEFT, top, width - LEFT - RIGHT + 3, LANE + GAP);
    pen.clip();
    const y = (value) => yOf(value, low, high, top);
    for (const { index, look } of lane.traces) {
      pen.strokeStyle = pen.fillStyle = colours[LOOKS[look]];
      pen.lineWidth = 1.75;
      this.#line(pen, ticks, index, y, lane.goesRound);
      this.#marks(pen, ticks, index, look, y);
    }
    pen.restore();
    this.#labels(pen, lane, ticks, top, width, colours, y);
  }

  /** A line that is broken wherever a value or a tick is missing. */
  #line(pen, ticks, index, y, goesRound) {
    pen.beginPath();
    let before = null;
    let last = 0;
    const step = ticks.length > 1 ? ticks.at(-1).tick - ticks.at(-2).tick : 1;
    for (const { tick, time_s, values } of ticks) {
      const value = values[index];
      if (value !== null) {
        const at = y(value);
        const jumps = goesRound && Math.abs(at - last) > JUMP * (LANE - HEAD);
        if (before === null || jumps || tick - before > 3 * step) pen.moveTo(this.x(time_s), at);
        else pen.lineTo(this.x(time_s), at);
        before = tick;
        last = at;
      } else before = null;
    }
    pen.stroke();
  }

  /** Dots on y and rings on z: told apart without colours, and they keep their tick. */
  #marks(pen, ticks, index, look, y) {
    if (look !== 1 && look !== 2) return;
    for (const { tick, time_s, values } of ticks) {
      if (values[index] === null || tick % MARK_EVERY !== (look - 1) * (MARK_EVERY / 2)) continue;
      pen.beginPath();
      pen.arc(this.x(time_s), y(values[index]), 2.75, 0, 2 * Math.PI);
      if (look === 1) pen.fill();
      else pen.stroke();
    }
  }

  /** Each trace's name at its end, moved apart where they would lie on each other. */
  #labels(pen, lane, ticks, top, width, colours, y) {
    const values = ticks.at(-1)?.values;
    if (!values) return;
    const ends = lane.traces
      .filter(({ index, label }) => label && values[index] !== null)
      .map(({ index, label, look }) => ({ label, look, at: y(values[index]) }))
      .sort((one, other) => one.at - other.at);
    const bottom = top + LANE + 4;
    ends.forEach((end, i) => {
      if (i) end.at = Math.max(end.at, ends[i - 1].at + LABEL);
    });
    const over = Math.max((ends.at(-1)?.at ?? 0) - bottom, 0);
    pen.textAlign = "left";
    for (const { label, look, at } of ends) {
      pen.fillStyle = colours[LOOKS[look]];
      pen.fillText(label, width - RIGHT + 6, at - over);
    }
  }

  #seconds(pen, now_s, from_s, colours) {
    pen.fillStyle = colours.soft;
    pen.textAlign = "center";
    const y = this.canvas.clientHeight - FOOT / 2;
    for (let s = Math.ceil(Math.max(from_s, 0) / 5) * 5; s <= now_s; s += 5) {
      pen.fillText(`${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`, this.x(s), y);
    }
  }
}

const yOf = (value, low, high, top) => top + HEAD + (1 - (value - low) / (high - low)) * (LANE - HEAD);

const written = (value) => String(Number(value.toPrecision(3))).replace("-", "−");

/** Limits that hold every value shown; they shrink only where much room is left. */
function limitsOf(lane, ticks, before) {
  let [low, high] = [Infinity, -Infinity];
  for (const { values } of ticks) {
    for (const { index } of lane.traces) {
      if (values[index] === null) continue;
      low = Math.min(low, values[index]);
      high = Math.max(high, values[index]);
    }
  }
  if (lane.isLevel) return [-100, Math.max(-40, Math.ceil((high + 1) / 20) * 20)];
  if (low > high) return before ?? [-lane.least, lane.least];
  const most = Math.max(lane.least, -low, high);
  const limit = lane.least > 3 && most <= lane.least ? lane.least : niceLimit(most);
  return before && before[1] >= limit && before[1] < 3 * limit ? before : [-limit, limit];
}
