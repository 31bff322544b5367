// Start and stop: the form, the buttons, and the questions before something is ended.

import { Refused, post, session } from "./api.js";
import { byId, make, setText, tell } from "./dom.js";
import { clock } from "./format.js";

const REMEMBERED = ["subject", "minutes", "source", "sound"];
const PLAYED = ["sim", "replay"]; // not from a body: these have a speed

export class Controls {
  #form = byId("start");
  #fields = byId("start").elements;
  #asks = false;

  constructor(model) {
    this.model = model;
    this.#recall();
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#start(event.submitter?.value ?? "record");
    });
    this.#form.addEventListener("input", () => this.#fit());
    byId("stop").addEventListener("click", () => this.#stop());
    for (const type of ["status", "connection", "run"]) model.on(type, () => this.#draw());
    this.#draw();
  }

  /** Offers what has been recorded: names, and recordings to replay. */
  offer(sessions) {
    const subjects = [...new Set(sessions.map(({ subject }) => subject))];
    byId("subjects").replaceChildren(...subjects.map((value) => make("option", { value })));
    const names = sessions.map(({ name }) => make("option", { value: name }, name));
    this.#fields.replay.replaceChildren(...names);
  }

  async #start(kind) {
    const { subject } = this.#fields;
    const missing = kind === "record" && !subject.value.trim();
    subject.setCustomValidity(missing ? "Say who trains." : "");
    if (!this.#form.reportValidity()) return;
    const runs = this.model.run !== null;
    if (runs && !(await this.#mayEnd())) return;
    this.#remember();
    await this.#ask(`/api/${kind}`, { ...this.#order(kind), switch: runs });
  }

  async #stop() {
    if (this.model.mode === "recording" && !(await this.#mayEnd())) return;
    await this.#ask("/api/stop");
  }

  /** Sends an order; until it is answered no other one can be sent. */
  async #ask(path, order) {
    tell(byId("refused"), null);
    this.#asks = true;
    this.#draw();
    try {
      const status = await post(path, order);
      this.model.take({ ...status, type: "status" });
      byId("workout").focus({ preventScroll: true });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      tell(byId("refused"), error.message);
    } finally {
      this.#asks = false;
      this.#draw();
    }
  }

  #order(kind) {
    const { subject, minutes, source, replay, sound, seed, speed } = this.#fields;
    const order = { subject: subject.value.trim(), duration_s: Math.round(minutes.value * 600) / 10 };
    if (source.value) order.source = source.value === "replay" ? `replay:${replay.value}` : source.value;
    if (seed.value) order.seed = Number(seed.value);
    if (PLAYED.includes(source.value) && speed.value) order.speed = Number(speed.value);
    if (kind === "record") order.quiet = !sound.checked;
    else order.speak = sound.checked;
    return order;
  }

  #mayEnd() {
    const { run, tick, status } = this.model;
    const time = clock(tick?.time_s ?? status.time_s);
    const isRecording = run?.kind === "record";
    setText(byId("ask-title"), isRecording ? "End the recording?" : "End the workout?");
    setText(byId("ask-text"), isRecording ? `What is recorded, ${time}, is kept.` : "Its counts are kept.");
    setText(byId("ask-yes"), "End it");
    const dialog = byId("ask");
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    });
  }

  #draw() {
    const { mode, run, status } = this.model;
    const runs = run !== null;
    const box = byId("start-box");
    if (box.dataset.runs !== String(runs)) {
      box.dataset.runs = runs;
      box.open = !runs;
      box.firstElementChild.tabIndex = runs ? 0 : -1;
      setText(byId("start-title"), runs ? "Start another one instead" : "Start a workout");
    }
    if (!runs && byId("ask").open) byId("ask").close(); // it has ended by itself
    for (const button of this.#form.querySelectorAll("button")) button.disabled = this.#asks;
    const stop = byId("stop");
    stop.disabled = mode === "stopping";
    setText(stop, { starting: "Cancel", stopping: "Stopping…" }[mode] ?? "Stop");
    this.#showLast(runs ? null : status?.last);
  }

  #showLast(last) {
    const place = byId("last");
    place.hidden = !last;
    if (!last) return;
    const what = last.run.kind === "record" ? "recording" : "live workout";
    const who = last.run.subject ? ` of ${last.run.subject}` : "";
    const state = last.run.kind === "live" && last.state !== "failed" ? "" : `${last.state}, `;
    const parts = [`Last ${what}${who}: ${state}${clock(last.time_s)}. `];
    if (last.error) parts.push(make("span", { className: "bad" }, `${last.error}. `));
    if (last.run.session && last.state !== "failed") {
      const href = session(last.run.session, "report");
      parts.push(make("a", { href, target: "_blank" }, "Its report"));
    }
    place.replaceChildren(...parts);
  }

  #fit() {
    const { source, speed, subject } = this.#fields;
    byId("replay-field").hidden = source.value !== "replay";
    speed.closest("label").hidden = !PLAYED.includes(source.value);
    subject.setCustomValidity("");
  }

  #remember() {
    const values = REMEMBERED.map((name) => {
      const field = this.#fields[name];
      return [name, field.type === "checkbox" ? field.checked : field.value];
    });
    localStorage.setItem("workout", JSON.stringify(Object.fromEntries(values)));
  }

  #recall() {
    const values = JSON.parse(localStorage.getItem("workout") ?? "{}");
    for (const [name, value] of Object.entries(values)) {
      const field = this.#fields[name];
      if (field?.type === "checkbox") field.checked = value;
      else if (field) field.value = value;
    }
    this.#fit();
  }
}
