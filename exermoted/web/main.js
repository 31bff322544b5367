// The dashboard: the daemon's messages go into the model, and the views show it.

import { Announcer } from "./announce.js";
import { watchConnection } from "./connection.js";
import { Controls } from "./controls.js";
import { Events } from "./events.js";
import { History } from "./history.js";
import { Mat } from "./mat.js";
import { Model } from "./model.js";
import { showNotes } from "./notes.js";
import { Recordings } from "./recordings.js";
import { Sensors } from "./sensors.js";
import { Signals } from "./signals.js";
import { Workout } from "./workout.js";

const SETTLED_MS = 1500; // after a workout the history is written down

const model = new Model();
watchConnection(model);
const controls = new Controls(model);
const workout = new Workout(model);
new Announcer(model, workout);
new Mat(model);
new Signals(model);
new Sensors(model);
showNotes(model);
const recordings = new Recordings((sessions) => controls.offer(sessions));
const history = new History();

function load() {
  recordings.load();
  history.load();
}

model.on("connection", () => {
  if (model.connected) load();
});
model.on("started", () => recordings.load());
model.on("ended", () => {
  load();
  setTimeout(load, SETTLED_MS);
});

new Events(
  (message) => model.take(message),
  (reason) => model.lose(reason),
);
