// Says when nothing is known at present, and what was known last.

import { byId, make } from "./dom.js";
import { stateOf } from "./stage.js";

const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

export function watchConnection(model) {
  const place = byId("lost");
  let version = null;
  model.on("connection", () => {
    place.hidden = model.connected;
    if (!model.connected) place.replaceChildren(...textOf(model));
    else if (version !== null && version !== model.status.version) location.reload(); // a new program
    else version = model.status.version;
  });
}

function textOf(model) {
  if (model.reason === "unpaired") {
    const how = "Run “exermoted phone pair” at the machine itself.";
    return [make("strong", {}, "This device is not paired."), ` ${how}`];
  }
  const lines = [make("strong", {}, "Connection lost."), " Trying again by itself."];
  if (model.status) {
    const before = stateOf({ ...model, mode: model.status.mode, run: model.status.run });
    const what = before.charAt(0).toLowerCase() + before.slice(1);
    lines.push(` Last heard at ${TIME.format(model.heardAt)}: ${what}.`);
  }
  return lines;
}
