// The page: from the tap on its button to rows on their way to the recorder.

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

const STATES = {
  asking: ["Allow motion", "Your phone asks whether this page may read its motion."],
  waiting: ["Waiting for the sensors", "Move the phone a little."],
  laying: ["Lay the phone face up", "On a table, still, for a second: that shows its directions."],
  streaming: ["Measuring", "Strap the phone to your right upper arm, and keep this page open."],
  denied: ["Motion is not allowed", "Allow motion for this site in the browser's settings, then reload."],
  nothing: ["No motion sensors", "This device tells nothing of its motion."],
  refused: ["Not taken", ""],
};

function show(state, hint) {
  if (document.body.dataset.state === state) return;
  document.body.dataset.state = state;
  element("title").textContent = STATES[state][0];
  element("hint").textContent = hint ?? STATES[state][1];
}

function warn(text) {
  element("warning").textContent = text ?? "";
  element("warning").hidden = !text;
}

function take(kind, row) {
  rows[kind].push(row.map((value) => (value === null ? null : Math.round(value * 1e4) / 1e4)));
  if (kind === "motion" && document.body.dataset.state === "waiting") {
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

function heard(reply) {
  if (reply.refused) return show("refused", `The recorder says: ${reply.refused}.`);
  if (reply.convention) localStorage.setItem("convention", reply.convention);
  convention = reply.convention;
  element("text").textContent = reply.text;
  element("text").hidden = !reply.text;
  if (sensors.motion.hz(performance.now()) > 0) show(convention ? "streaming" : "laying");
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
  const rate = (meter) => (meter.hz(now) ? `${meter.hz(now).toFixed(0)} a second` : "nothing");
  element("motion").textContent = rate(sensors.motion);
  element("orientation").textContent = rate(sensors.orientation);
  element("connection").textContent = link.way;
  element("waiting").textContent = link.lost ? `${link.waiting}, ${link.lost} lost` : link.waiting;
  const on = wakeLock && !wakeLock.released;
  element("screen").textContent = on ? "stays on" : "may go dark";
  if (document.body.dataset.state === "waiting" && now - startedAt > SILENT_MS) show("nothing");
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
