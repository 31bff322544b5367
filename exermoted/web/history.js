// Repetitions a day and exercise, as a drawing and as a table.

import { Refused, get } from "./api.js";
import { byId, draw, make, setText } from "./dom.js";
import { dayOf, longDayOf } from "./format.js";
import { niceLimit } from "./plot.js";

const DAYS = 30;
const [HEIGHT, LEFT, RIGHT, BOTTOM, TOP] = [200, 36, 14, 22, 8];
const LABEL_EVERY = 7;

export class History {
  #days = new Map();
  #exercises = [];

  constructor() {
    new ResizeObserver(() => this.#draw()).observe(byId("chart"));
  }

  async load() {
    let told;
    try {
      told = await get(`/api/history?days=${DAYS}`);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.status) setText(byId("no-history"), error.message);
      return;
    }
    this.#show(told.totals);
  }

  /** @param {{day: string, exercise: string, repetitions: number}[]} totals */
  #show(totals) {
    byId("no-history").hidden = totals.length > 0;
    byId("history-box").hidden = !totals.length;
    if (!totals.length) return;
    const exercises = [...new Set(totals.map((total) => total.exercise))].sort();
    const days = new Map();
    for (const { day, exercise, repetitions } of totals) {
      if (!days.has(day)) days.set(day, new Map());
      days.get(day).set(exercise, (days.get(day).get(exercise) ?? 0) + repetitions);
    }
    [this.#days, this.#exercises] = [days, exercises];
    this.#draw();
    byId("chart").setAttribute("aria-label", summary(totals));
    byId("chart-legend").replaceChildren(
      ...exercises.map((name, i) => make("li", {}, make("span", { className: `key e${i % 4}` }), name)),
    );
    byId("history-table").replaceChildren(...table(days, exercises));
  }

  #draw() {
    const width = byId("chart").clientWidth;
    if (width && this.#days.size) byId("chart").replaceChildren(chart(this.#days, this.#exercises, width));
  }
}

function summary(totals) {
  const all = totals.reduce((sum, { repetitions }) => sum + repetitions, 0);
  return `${all} repetitions in the last ${DAYS} days; the table below has each day`;
}

const sumOf = (day) => [...day.values()].reduce((sum, repetitions) => sum + repetitions, 0);

function lastDays() {
  return Array.from({ length: DAYS }, (_, index) => {
    const date = new Date();
    date.setDate(date.getDate() - (DAYS - 1 - index));
    const [month, day] = [date.getMonth() + 1, date.getDate()].map((n) => String(n).padStart(2, "0"));
    return `${date.getFullYear()}-${month}-${day}`;
  });
}

function chart(days, exercises, whole) {
  const most = niceLimit(Math.max(...[...days.values()].map(sumOf), 1));
  const width = (whole - LEFT - RIGHT) / DAYS;
  const y = (value) => TOP + (1 - value / most) * (HEIGHT - TOP - BOTTOM);
  const picture = draw("svg", { height: HEIGHT, "aria-hidden": "true" });
  for (const value of [0, most / 2, most]) {
    picture.append(draw("line", { x1: LEFT, x2: whole, y1: y(value), y2: y(value), class: "grid" }));
    picture.append(draw("text", { x: LEFT - 6, y: y(value) + 4, class: "end" }, String(value)));
  }
  lastDays().forEach((date, index) => {
    const x = LEFT + index * width;
    let below = 0;
    for (const [i, exercise] of exercises.entries()) {
      const value = days.get(date)?.get(exercise) ?? 0;
      if (!value) continue;
      const height = y(below) - y(below + value);
      const bar = { x: x + 1, y: y(below + value), width: width - 2, height, class: `e${i % 4}` };
      picture.append(draw("rect", bar, draw("title", {}, `${longDayOf(date)}: ${value} ${exercise}`)));
      below += value;
    }
    if ((DAYS - 1 - index) % LABEL_EVERY === 0) {
      picture.append(draw("text", { x: x + width / 2, y: HEIGHT - 5, class: "middle" }, dayOf(date)));
    }
  });
  return picture;
}

function table(days, exercises) {
  const cell = (text) => make("td", {}, text);
  const headings = ["Day", ...exercises, "All"].map((text) => make("th", { scope: "col" }, text));
  const rows = [...days].sort(([one], [other]) => other.localeCompare(one)).map(([date, day]) => {
    const counts = exercises.map((exercise) => cell(String(day.get(exercise) ?? "")));
    const head = make("th", { scope: "row" }, longDayOf(date));
    return make("tr", {}, head, ...counts, cell(String(sumOf(day))));
  });
  return [
    make("caption", { className: "unseen" }, "Repetitions a day and exercise"),
    make("thead", {}, make("tr", {}, ...headings)),
    make("tbody", {}, ...rows),
  ];
}
