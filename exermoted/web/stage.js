// What is done at this moment, large: as words and figures first, then on the page.

import { byId, setText } from "./dom.js";
import { capital, clock, count, sourceOf } from "./format.js";

const STALLED_MS = 2500;
const PHASES = { first_half: "First half", second_half: "Second half", break: "Pause", set: "Set" };

/**
 * What the stage says; `share` fills its bar, from 0 to 1.
 * @typedef {{what: string, big: string, unit: string, now: string, next: string, left: string,
 *   share: ?number, calm: boolean}} Scene
 */
const EMPTY = { what: "", big: "", unit: "", now: "", next: "", left: "", share: null, calm: false };

/** @returns {Scene} what to show of the model, and of the running recording's script. */
export function sceneOf(model, script) {
  const { mode, run, tick } = model;
  if (mode === "stopping") return { ...EMPTY, what: "Stopping", now: "What was measured is put away." };
  if (mode === "starting") {
    return { ...EMPTY, what: "Starting", now: `Opening ${sourceOf(run.source)}.` };
  }
  if (!tick) return { ...EMPTY, what: "One moment" };
  const scene = tick.cue ? cueScene(tick, script) : countScene(tick);
  const quiet = performance.now() - model.tickAt;
  if (quiet < STALLED_MS) return scene;
  return { ...scene, calm: true, now: `Nothing has come for ${count(Math.round(quiet / 1000), "second")}.` };
}

function cueScene({ cue, time_s }, script) {
  const next = cue.next ? `Next: ${cue.next} in ${clock(cue.next_in_s)}` : "Next: the end";
  const shared = { ...EMPTY, next, left: `${clock(cue.remaining_s)} left` };
  const share = script ? script.shareAt(time_s) : null;
  if (cue.phase === "set_break") {
    const seconds = Math.ceil(cue.left_s - 1e-6);
    const unit = seconds === 1 ? "second" : "seconds";
    const coming = cue.next ? `Next: ${cue.next}` : "Next: the end";
    const big = String(seconds);
    return { ...shared, what: "Set break", big, unit, next: coming, share, calm: true };
  }
  const most = script?.repetitionsOf(cue.set);
  return {
    ...shared,
    what: cue.exercise,
    big: String(cue.repetition ?? ""),
    unit: most ? `of ${most}` : "",
    now: `${PHASES[cue.phase]}, ${cue.left_s.toFixed(1)} s`,
    share: cue.phase === "second_half" && share !== null ? 1 - share : share,
    calm: cue.phase === "break",
  };
}

function countScene({ count: now, time_s }) {
  if (now.state === "initializing") {
    return { ...EMPTY, what: "Getting ready", big: "0", now: "The first seconds are gathered.", calm: true };
  }
  const rests = now.activity === null || now.activity === "Break";
  const sure = now.score ? `, ${Math.round(now.score * 100)} % sure` : "";
  return {
    ...EMPTY,
    what: now.exercise ?? "Ready",
    big: String(now.count),
    unit: now.count === 1 ? "repetition" : "repetitions",
    now: rests ? `Break${sure}` : `${now.activity}${sure}`,
    next: now.set ? `Set ${now.set}` : "No set yet",
    left: clock(Math.floor(time_s)),
    share: now.score,
    calm: rests,
  };
}

/** A place on the page where scenes are shown. */
export class Stage {
  #parts = {};

  constructor(root) {
    this.root = root;
    root.append(byId("stage-parts").content.cloneNode(true));
    for (const part of root.querySelectorAll("[data-part]")) this.#parts[part.dataset.part] = part;
  }

  show(scene) {
    for (const name of ["what", "big", "unit", "now", "next", "left"]) {
      setText(this.#parts[name], scene[name]);
    }
    this.root.classList.toggle("calm", scene.calm);
    this.root.classList.toggle("plain", scene.big === "");
    this.root.classList.toggle("wordy", scene.what.length > 10);
    this.root.classList.toggle("long", scene.big.length > 2);
    this.#parts.bar.parentElement.classList.toggle("none", scene.share === null);
    this.#parts.bar.style.transform = `scaleX(${scene.share ?? 0})`;
  }
}

/** What the state is, in a few words. */
export function stateOf(model) {
  const { mode, run, reason } = model;
  if (mode === "unknown") {
    return { connecting: "Connecting", lost: "Connection lost", unpaired: "Not paired" }[reason];
  }
  const who = run?.subject ? ` ${run.subject}` : "";
  const doing = { live: `Live${who && `,${who}`}`, recording: `Recording${who}` }[mode];
  return doing ?? capital(mode);
}
