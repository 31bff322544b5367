// The workout's card: what is done now, its script or its sets, and the mat view.

import { Refused, get } from "./api.js";
import { byId, make, setText, tell } from "./dom.js";
import { Script } from "./script.js";
import { Stage, sceneOf, stateOf } from "./stage.js";
import { Timeline } from "./timeline.js";

export class Workout {
  /** @type {?Script} */
  script = null;
  #stages = [new Stage(byId("stage")), new Stage(byId("mat-stage"))];
  #timeline = new Timeline();
  #drawn = 0;
  #scriptOf = null;

  constructor(model) {
    this.model = model;
    for (const type of ["status", "connection", "run", "tick", "happened"]) {
      model.on(type, () => this.#later());
    }
    for (const type of ["status", "run"]) model.on(type, () => this.#loadScript());
    setInterval(() => this.#later(), 1000); // so that it is seen when nothing comes
    this.#draw();
  }

  async #loadScript() {
    const run = this.model.run;
    const wanted = this.model.mode === "recording" ? run.since : null;
    if (wanted === this.#scriptOf) return;
    this.#scriptOf = wanted;
    this.#use(null);
    if (wanted === null) return;
    const told = await get("/api/script").catch((error) => {
      if (!(error instanceof Refused && error.status === 404)) this.#scriptOf = null; // asked again
      return null;
    });
    if (told && this.#scriptOf === wanted) this.#use(new Script(told));
  }

  #use(script) {
    this.script = script;
    this.#timeline.begin(script);
  }

  #later() {
    this.#drawn ||= requestAnimationFrame(() => {
      this.#drawn = 0;
      this.#draw();
    });
  }

  #draw() {
    const { mode, status, tick } = this.model;
    document.body.dataset.mode = mode;
    const state = stateOf(this.model);
    setText(byId("state-text"), state);
    if (document.title !== `${state} – exermoted`) document.title = `${state} – exermoted`;
    if (mode === "unknown") return; // and all is out of sight
    byId("running").hidden = mode === "idle";
    if (mode === "idle") return;
    const scene = sceneOf(this.model, this.script);
    for (const stage of this.#stages) stage.show(scene);
    if (tick?.cue) this.#timeline.show(tick.time_s);
    tell(byId("trouble"), status.trouble && `The disk does not take it, trying again: ${status.trouble}`);
    this.#showSets();
    this.#showMounting();
  }

  #showMounting() {
    const { mode, mounting } = this.model;
    byId("mounting").hidden = mode !== "live" || !mounting;
    if (!mounting) return;
    setText(byId("mounting-text"), `Phone’s mounting: ${mounting.text}`);
    const sits = byId("sits");
    sits.hidden = !mounting.known;
    const r = mounting.rotation; // its y axis points up, the page's down
    sits.classList.toggle("back", r[8] < 0);
    sits.style.transform =
      `matrix3d(${r[0]},${-r[3]},${r[6]},0,${-r[1]},${r[4]},${-r[7]},0,${r[2]},${-r[5]},${r[8]},0,0,0,0,1)`;
  }

  #showSets() {
    const { mode, sets } = this.model;
    byId("done").hidden = mode !== "live" || !sets.size;
    const list = byId("sets");
    for (const [index, [number, { exercise, repetitions }]] of [...sets].entries()) {
      const item = list.children[index] ?? list.appendChild(make("li", {}, make("span"), make("span")));
      setText(item.children[0], `${repetitions} × ${exercise}`);
      setText(item.children[1], `set ${number}`);
      item.children[1].className = "soft";
    }
    while (list.children.length > sets.size) list.lastChild.remove();
  }
}
