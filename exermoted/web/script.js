// The running recording's script: which sets there are, and where a moment lies in it.

/** One set of repetitions, or the part of it that is still to come. */
class WorkoutSet {
  /** @type {{start_s: number, end_s: number}[]} */
  repetitions = [];

  constructor(segment) {
    this.number = segment.set;
    this.exercise = segment.exercise;
    this.start_s = segment.start_s;
    this.end_s = segment.end_s;
  }

  add(segment) {
    this.end_s = segment.end_s;
    if (segment.phase === "first_half") {
      this.repetitions.push({ start_s: segment.start_s, end_s: segment.end_s });
    } else if (segment.phase === "second_half" && this.repetitions.length) {
      this.repetitions.at(-1).end_s = segment.end_s;
    }
  }
}

export class Script {
  /** @param {{duration_s: number, segments: object[]}} told as the daemon tells it. */
  constructor(told) {
    this.duration_s = told.duration_s;
    this.segments = told.segments;
    /** @type {WorkoutSet[]} */
    this.sets = [];
    for (const segment of told.segments) {
      if (segment.set === null) continue;
      if (this.sets.at(-1)?.number !== segment.set) this.sets.push(new WorkoutSet(segment));
      this.sets.at(-1).add(segment);
    }
    /** Names in order, so that an exercise keeps its colour. */
    this.exercises = [...new Set(this.sets.map((set) => set.exercise))].sort();
  }

  repetitionsOf(number) {
    return this.sets.find((set) => set.number === number)?.repetitions.length;
  }

  /** How much of the present phase is over, from 0 to 1. */
  shareAt(time_s) {
    const segment = this.segments.find((s) => time_s < s.end_s - 1e-6) ?? this.segments.at(-1);
    const share = (time_s - segment.start_s) / (segment.end_s - segment.start_s);
    return Math.min(Math.max(share, 0), 1);
  }

  /** Sets that have not begun. */
  comingAt(time_s) {
    return this.sets.filter((set) => set.start_s > time_s + 1e-6);
  }
}
