// The running script as a line of sets, where the athlete is in it, and what comes next.

import { byId, make, setText } from "./dom.js";
import { clock, count } from "./format.js";

const MOST_COMING = 3;

export class Timeline {
  /** @type {?import("./script.js").Script} */
  #script = null;
  #cursor = make("span", { className: "cursor" });
  #coming = byId("coming");

  begin(script) {
    this.#script = script;
    byId("script").hidden = script === null;
    if (script === null) return;
    const line = byId("timeline");
    const sets = `${clock(script.duration_s)} with ${count(script.sets.length, "set")}`;
    line.setAttribute("aria-label", `Workout of ${sets}`);
    line.replaceChildren(...script.sets.map((set) => this.#block(set)), this.#cursor);
    this.#coming.replaceChildren();
  }

  show(time_s) {
    if (this.#script === null) return;
    const done = Math.min(time_s / this.#script.duration_s, 1);
    this.#cursor.style.left = `${done * 100}%`;
    this.#list(this.#script.comingAt(time_s).slice(0, MOST_COMING), time_s);
  }

  #block(set) {
    const colour = this.#script.exercises.indexOf(set.exercise) % 4;
    const label = make("span", { className: "whole" }, set.exercise);
    const short = make("span", { className: "short" }, set.exercise.slice(0, 2));
    const block = make("span", { className: `block e${colour}` }, label, short);
    block.title = `Set ${set.number}: ${set.repetitions.length} × ${set.exercise}`;
    this.#place(block, set.start_s, set.end_s, 0, this.#script.duration_s);
    for (const { start_s, end_s } of set.repetitions) {
      const mark = make("span", { className: "repetition" });
      this.#place(mark, start_s, end_s, set.start_s, set.end_s);
      block.append(mark);
    }
    return block;
  }

  #place(element, start_s, end_s, from_s, to_s) {
    element.style.left = `${((start_s - from_s) / (to_s - from_s)) * 100}%`;
    element.style.width = `${((end_s - start_s) / (to_s - from_s)) * 100}%`;
  }

  #list(sets, time_s) {
    while (this.#coming.children.length > sets.length) this.#coming.lastChild.remove();
    while (this.#coming.children.length < sets.length) {
      this.#coming.append(make("li", {}, make("span"), make("span", { className: "soft" })));
    }
    for (const [index, set] of sets.entries()) {
      const [what, when] = this.#coming.children[index].children;
      setText(what, `${set.repetitions.length} × ${set.exercise}`);
      setText(when, `in ${clock(set.start_s - time_s)}`);
    }
    if (!sets.length) {
      this.#coming.append(make("li", {}, make("span", {}, "The end"), make("span")));
    }
  }
}
