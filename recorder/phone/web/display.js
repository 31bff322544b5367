// What the wearer sees from the mat: the cue and its countdown, or what is counted.

const STALE_MS = 2000; // what is older says nothing any more

const HALVES = { first_half: "first half", second_half: "second half" };

const seconds = (value) => (value == null ? "" : `${Math.ceil(value)} s`);

/** What a recording shows: [what, number, whether that is a countdown, beside it]. */
function cue(shown) {
  const then = shown.next ? `then ${shown.next}` : "";
  switch (shown.phase) {
    case "set_break":
      return ["Rest", seconds(shown.countdown_s), true, then];
    case "break":
      return [shown.exercise, seconds(shown.countdown_s), true, `${shown.repetition} done, set ${shown.set}`];
    case "set":
      return [shown.exercise, seconds(shown.countdown_s), true, `set ${shown.set}`];
    default: {
      const left = seconds(shown.countdown_s);
      return [shown.exercise, shown.repetition, false, `${HALVES[shown.phase]}, ${left}`];
    }
  }
}

/** What a live workout shows, in the same order. */
function count(shown) {
  const sure = shown.score == null ? "" : ` ${Math.round(100 * shown.score)} %`;
  const now = shown.activity ? `now ${shown.activity.toLowerCase()}${sure}` : "";
  if (shown.state === "initializing") return [shown.exercise ?? "Looking", shown.count ?? "–", false, "the first seconds"];
  if (shown.mounting) return [shown.exercise ?? "Begin", shown.count ?? 0, false, `mounting ${shown.mounting}`];
  if (!shown.exercise) return ["Begin", 0, false, now];
  return [shown.exercise, shown.count, false, `set ${shown.set}, ${now}`];
}

/** What is said aloud by a screen reader, when it changes. */
function spoken(shown) {
  if (shown.mode === "live") return shown.count ? `${shown.exercise} ${shown.count}` : "";
  if (shown.phase === "set_break") return shown.next ? `Rest. Then ${shown.next}.` : "Rest.";
  return shown.repetition == null ? shown.exercise : `${shown.exercise} ${shown.repetition}`;
}

function write(node, text) {
  const string = String(text ?? "");
  if (node.textContent !== string) node.textContent = string; // else it would be announced again
}

export class Display {
  #shown = null;
  #at = 0;

  constructor(element) {
    this.box = element("display");
    this.now = element("now");
    this.number = element("number");
    this.beside = element("beside");
    this.said = element("said");
  }

  /** What the recorder does: idle, recording or live; null where it does not say, or no more. */
  mode(now) {
    if (this.#shown && this.#shown.mode !== "idle" && now - this.#at > STALE_MS) this.show(null, now);
    return this.#shown?.mode ?? null;
  }

  show(shown, now) {
    this.#shown = shown;
    this.#at = now;
    this.box.hidden = !shown || shown.mode === "idle";
    if (this.box.hidden) return write(this.said, "");
    const [what, number, isCountdown, beside] = shown.mode === "live" ? count(shown) : cue(shown);
    write(this.now, what);
    write(this.number, number);
    write(this.beside, beside);
    write(this.said, spoken(shown));
    this.number.classList.toggle("countdown", isCountdown);
  }
}
