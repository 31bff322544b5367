"""Claim: the repetitions of a set and their halves are found where labels name the set alone.

Usage: ``python -m bench.halving DATA [--slack 1.5] [--learn MODEL --without 'Individual 4']``

The labels of recordings are thrown away but for where each set is, from its first to its last
repetition, and what is found is laid beside them. With ``--learn`` a network is fitted to what is
found, for ``exermoted evaluate`` to say what it comes to.
"""

import argparse
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from models.card import Card, Mounting
from models.counting import phase_settings
from models.dataset import build_dataset
from models.folder import write_model
from models.halving import halve
from models.stepexport import step_to_tflite
from models.streamtraining import StreamSchedule, fit
from models.tcn import StreamingTcn
from models.truth import Span, true_repetitions, true_sets
from models.vectors import layout
from sessions.frames import SET_BREAK, Label, Phase
from sessions.load import load_recordings
from sessions.recording import Recording

EPOCHS = 100


def main() -> None:
    asked = argparse.ArgumentParser(description="How well repetitions are found in sets.")
    asked.add_argument("data", type=Path)
    asked.add_argument("--slack", type=float, default=0.0, metavar="S")
    asked.add_argument("--learn", type=Path, metavar="MODEL")
    asked.add_argument("--without", default="Individual 4", metavar="SUBJECT")
    options = asked.parse_args()
    recordings = list(load_recordings([options.data]))
    for known in (True, False):
        _compare(recordings, known, options.slack)
    if options.learn is not None:
        _learn([r for r in recordings if r.subject != options.without], options.learn)


def _labelled_alone(recording: Recording, known: bool, slack_s: float) -> Recording:
    slack = round(slack_s * recording.rate_hz)
    labels, counts = [SET_BREAK] * len(recording.labels), {}
    for number, inside in enumerate(_sets(recording), start=1):
        start, end = max(inside[0].start - slack, 0), min(inside[-1].end + slack, len(labels))
        labels[start:end] = [Label(Phase.SET, inside[0].exercise, number)] * (end - start)
        counts[number] = len(inside)
    return replace(recording, labels=labels, counts=counts if known else {})


def _sets(recording: Recording) -> list[list[Span]]:
    """Returns the repetitions of each set."""
    done = true_repetitions(recording.labels)
    sets = true_sets(recording.labels, done)
    return [[r for r in done if each.start <= r.start < each.end] for each in sets]


def _turn(labels: Sequence[Label], of: Span) -> int:
    rows = range(of.start, of.end)
    return next((row for row in rows if labels[row].phase is Phase.SECOND_HALF), of.end)


def _compare(recordings: Sequence[Recording], known: bool, slack_s: float) -> None:
    errors: list[int] = []
    off: dict[tuple[str, str], list[float]] = defaultdict(list)
    for recording in recordings:
        labels = halve(_labelled_alone(recording, known, slack_s)).recording.labels
        found = true_repetitions(labels)
        for number, inside in enumerate(_sets(recording), start=1):
            mine = [each for each in found if labels[each.start].set == number]
            errors.append(len(mine) - len(inside))
            for have, want in zip(mine, inside, strict=False) if not errors[-1] else ():
                distances = {
                    "begins": have.start - want.start,
                    "turns": _turn(labels, have) - _turn(recording.labels, want),
                    "ends": have.end - want.end,
                }
                for what, steps in distances.items():
                    off[want.exercise, what].append(abs(steps) / recording.rate_hz)
    exact, near = np.mean(np.equal(errors, 0)), np.mean(np.abs(errors) <= 1)
    print(f"counts known: {known}; of {len(errors)} sets exact {exact:.1%}, within one {near:.1%}")
    for (exercise, what), distances_s in sorted(off.items()):
        half, most = np.percentile(distances_s, [50, 90])
        print(f"  {exercise} {what}: {half:.1f} s median, {most:.1f} s p90")


def _learn(recordings: Sequence[Recording], folder: Path) -> None:
    """Makes a model of what is found with counts that are known; its counter is not tuned."""
    taught = [halve(_labelled_alone(each, True, 0.0)).recording for each in recordings]
    channels = layout([c.column for c in taught[0].channels if c.stream == "phone"])
    dataset = build_dataset(taught, channels.channels, channels.optional)
    schedule = StreamSchedule(epochs=EPOCHS, seed=1)
    outputs = 2 * len(dataset.classes) - 1
    networks = fit(
        dataset.series,
        channels,
        outputs,
        architecture=StreamingTcn(),
        schedule=schedule,
        progress=lambda epoch: print(epoch.number, round(epoch.loss, 3)),
    )
    card = Card(
        architecture="tcn",
        classes=dataset.classes,
        channels=dataset.channels,
        rate_hz=dataset.rate_hz,
        window_steps=networks.field_steps,
        delay_steps=networks.answers.delays_steps[-1],
        streaming=True,
        delays_steps=networks.answers.delays_steps,
        phases=True,
        optional=channels.optional,
        mounting=Mounting(delay_steps=networks.delay_steps),
        counter=phase_settings([each.labels for each in taught], dataset.rate_hz),
        embedding=networks.embedding,
        people=dataset.people,
    )
    rows = dataset.series[0].x
    write_model(folder, card, step_to_tflite(networks, rows[~np.isnan(rows[:, 0])][:100]))


if __name__ == "__main__":
    main()
