// The page: from the tap on its button to rows on their way to the recorder.

import { Display } from "./display.js";
import { Link } from "./link.js";
import { Sensors, askPermission, obstacle } from "./sensors.js";

const BATCH_MS = 50;
const REDRAW_MS = 500;
const SILENT_MS = 3000;

const element = (id) => document.getElementById(id);

let device;
let session;
let convention = localStorage.getItem("convention");
let rows = { motion: [], orientation: [] };
let sentAt = 0;
let startedAt = 0;
let hiddenAt = null;
let wakeLock = null;
let link;
let sensors;
const display = new Display(element);

const STATES = {
  asking: ["Allow motion", "Your phone asks whether this page may read its motion."],
  waiting: ["Waiting for the sensors", "Move the phone a little."],
  laying: ["Lay the phone face up", "On a table, still, for a second: that shows its directions."],
  streaming: ["Measuring", "Strap the phone to your right upper arm, and keep this page open."],
  ready: ["Connected", "Strap the phone to your right upper arm. A workout can begin."],
  lost: ["No connection", "What is measured is kept, and sent when your recorder is back."],
  denied: ["Motion is not allowed", "Allow motion for this site in the browser's settings, then reload."],
  nothing: ["No motion sensors", "This device tells nothing of its motion."],
  refused: ["Not taken", ""],
};

const state = () => document.body.dataset.state;

function show(next, hint) {
  if (state() === next) return;
  document.body.dataset.state = next;
  element("title").textContent = STATES[next][0];
  element("hint").textContent = hint ?? STATES[next][1];
}

function warn(text) {
  element("warning").textContent = text ?? "";
  element("warning").hidden = !text;
}

function take(kind, row) {
  rows[kind].push(row.map((value) => (value === null ? null : Math.round(value * 1e4) / 1e4)));
  if (kind === "motion" && state() === "waiting") {
    show(convention ? "streaming" : "laying");
  }
  if (performance.now() - sentAt >= BATCH_MS) flush();
}

function flush(more = {}) {
  if (!link) return;
  sentAt = performance.now();
  link.send({ device, session, convention, ...rows, ...more });
  rows = { motion: [], orientation: [] };
}

function heard(message) {
  const now = performance.now();
  if (message.refused) {
    display.show(null, now);
    return show("refused", `The recorder says: ${message.refused}.`);
  }
  if ("taken" in message) {
    if (message.convention) localStorage.setItem("convention", message.convention);
    convention = message.convention;
  } else if (state() === "refused") {
    return;
  }
  if ("shown" in message) display.show(message.shown, now);
  follow(now);
}

/** Shows where things stand: what is measured, and what the recorder does. */
function follow(now) {
  const mode = display.mode(now);
  document.body.dataset.mode = mode ?? "";
  if (sensors.motion.hz(now) === 0) return;
  if (!convention) show("laying");
  else show(mode === "idle" ? "ready" : "streaming");
}

/** Shows that what the recorder said last says nothing any more. */
function lose(now) {
  display.show(null, now);
  document.body.dataset.mode = "";
  if (["streaming", "ready"].includes(state())) show("lost");
}

async function keepScreenOn() {
  try {
    wakeLock = await navigator.wakeLock.request("screen");
  } catch {
    wakeLock = null;
  }
}

function visibilityChanged() {
  if (document.visibilityState === "hidden") {
    hiddenAt = performance.now();
    flush({ hidden: true });
  } else if (hiddenAt !== null) {
    const hiddenMs = performance.now() - hiddenAt;
    hiddenAt = null;
    flush({ was_hidden_ms: hiddenMs });
    session = crypto.randomUUID(); // the clock may have stood still while the phone slept
    const seconds = (hiddenMs / 1000).toFixed(1);
    warn(`This page was hidden for ${seconds} s, and hardly anything was measured then.`);
    keepScreenOn();
  }
}

function draw() {
  const now = performance.now();
  if (link.way === "connecting") lose(now);
  else document.body.dataset.mode = display.mode(now) ?? "";
  const rate = (meter) => (meter.hz(now) ? `${meter.hz(now).toFixed(0)} a second` : "nothing");
  element("motion").textContent = rate(sensors.motion);
  element("orientation").textContent = rate(sensors.orientation);
  element("connection").textContent = link.way;
  element("waiting").textContent = link.lost ? `${link.waiting}, ${link.lost} lost` : link.waiting;
  const on = wakeLock && !wakeLock.released;
  element("screen").textContent = on ? "stays on" : "may go dark";
  if (state() === "waiting" && now - startedAt > SILENT_MS) show("nothing");
}

function drawBubble() {
  const sign = convention === "ios" ? -1 : 1;
  const [x, y] = sensors.gravity.map((value) => Math.max(-1, Math.min(1, (sign * value) / 9.81)));
  element("bubble").style.transform = `translate(${x * 240}%, ${-y * 240}%)`;
  requestAnimationFrame(drawBubble);
}

async function start() {
  element("start").disabled = true;
  show("asking");
  const allowed = await askPermission().catch(() => false);
  if (!allowed) {
    element("start").disabled = false;
    return show("denied");
  }
  element("start").hidden = true;
  element("details").hidden = false;
  startedAt = performance.now();
  device = localStorage.getItem("device") ?? crypto.randomUUID();
  session = crypto.randomUUID();
  localStorage.setItem("device", device);
  sensors = new Sensors(take);
  link = new Link(heard, location.search);
  show("waiting");
  document.addEventListener("visibilitychange", visibilityChanged);
  keepScreenOn();
  setInterval(draw, REDRAW_MS);
  drawBubble();
}

const cannot = obstacle();
if (cannot) {
  element("start").disabled = true;
  warn(cannot);
}
element("start").addEventListener("click", start);
