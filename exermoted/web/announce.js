// What a screen reader says: what changes, not every tick.

import { byId, setText } from "./dom.js";
import { count } from "./format.js";
import { stateOf } from "./stage.js";

export class Announcer {
  #mode = null;
  #set = null;
  #places = [byId("spoken"), byId("mat-spoken")];

  constructor(model, workout) {
    this.workout = workout;
    for (const type of ["status", "connection"]) model.on(type, () => this.#state(model));
    model.on("tick", ({ cue }) => cue && this.#cue(cue));
    model.on("happened", ({ kind, event }) => kind === "live" && this.#counted(event));
  }

  #say(text) {
    for (const place of this.#places) setText(place, text);
  }

  #state(model) {
    if (model.mode === this.#mode) return;
    this.#mode = model.mode;
    this.#set = null;
    if (model.connected) this.#say(stateOf(model)); // that it is lost is an alert of its own
  }

  #cue(cue) {
    const set = cue.phase === "set_break" ? `break before ${cue.next}` : cue.set;
    if (set === this.#set) return;
    this.#set = set;
    const most = this.workout.script?.repetitionsOf(cue.set);
    if (cue.phase !== "set_break") {
      this.#say(most ? `${cue.exercise}, ${count(most, "repetition")}` : cue.exercise);
    } else if (cue.next) this.#say(`Set break. Next: ${cue.next}`);
    else this.#say("Last set break");
  }

  #counted(event) {
    if (event.event === "repetition") this.#say(`${event.exercise} ${event.count}`);
    if (event.event === "mounting") this.#say(`Phone’s mounting: ${event.text}`);
    if (event.event === "set") this.#say(`Set finished: ${event.repetitions} ${event.exercise}`);
  }
}
