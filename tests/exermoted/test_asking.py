from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from exermoted.asking import Answered, ask, at_temperatures, decided, fitted_temperatures
from exermoted.evaluating import predict
from inference.engine import Array, Arrays
from models.calibration import tempered
from models.card import Card
from models.labels import Ints
from sessions.channels import Channel, Stream
from sessions.frames import SET_BREAK, Label, Phase
from sessions.recording import Recording
from tests.fakes.phases import DOWN, LUNGE_DOWN, LUNGE_UP, PAUSE, UP, cycle, phase_card, phases
from tests.fakes.recordings import frame
from tests.fakes.truths import truth_of

DELAYS_STEPS = (2, 5)
FIELD_STEPS = 8
WORKOUT = phases((PAUSE, 30)) + cycle() * 3 + phases((LUNGE_DOWN, 8), (LUNGE_UP, 8), (PAUSE, 60))
LABELS = {
    PAUSE: SET_BREAK,
    LUNGE_DOWN: Label(Phase.FIRST_HALF, "Lunge", 1, 1),
    LUNGE_UP: Label(Phase.SECOND_HALF, "Lunge", 1, 1),
    DOWN: Label(Phase.FIRST_HALF, "Squat", 1, 1),
    UP: Label(Phase.SECOND_HALF, "Squat", 1, 1),
}


def card() -> Card:
    return msgspec.structs.replace(
        phase_card(DELAYS_STEPS[1]),
        window_steps=FIELD_STEPS,
        streaming=True,
        delays_steps=DELAYS_STEPS,
    )


class TellsPhase:
    """Knows the phase from its only channel; its state holds what that said, the newest first."""

    def __init__(self) -> None:
        self.card = card()
        self.takes = {"sample": (1,), "state": (FIELD_STEPS,)}

    def run(self, inputs: Arrays) -> Arrays:
        state = np.concatenate([inputs["sample"], inputs["state"][:, :-1]], axis=1)
        said = state[:, DELAYS_STEPS].astype(int)
        scores = np.full((len(state), len(DELAYS_STEPS), self.card.outputs), 0.01, np.float32)
        np.put_along_axis(scores, said[..., np.newaxis], 0.96, axis=2)
        return {"scores": scores, "state": state}


def recording(readings: list[float]) -> Recording:
    stream = Stream("phone", (Channel("phone", "gravity_x", "g"),), 1.0)
    frames = [frame(tick, (each,)) for tick, each in enumerate(readings)]
    labels = [LABELS[phase] for phase in WORKOUT]
    path, trimmed_s = Path("workout.csv"), {"Squat": 0.2}
    return Recording(path, "Ada", 10.0, (stream,), frames, labels, trimmed_s=trimmed_s)


def test_each_answer_is_about_a_frame_of_its_delay_ago() -> None:
    answered = ask(TellsPhase(), recording([float(phase) for phase in WORKOUT]))
    assert answered.scores.shape == (len(WORKOUT), 2, 5)
    assert np.isnan(answered.scores[: FIELD_STEPS - 1]).all()
    for head, delay in enumerate(DELAYS_STEPS):
        said = answered.scores[FIELD_STEPS - 1 :, head].argmax(axis=1)
        assert said.tolist() == WORKOUT[FIELD_STEPS - 1 - delay : -delay]
    assert answered.phases.tolist() == [
        0 if trimmed else phase for phase, trimmed in zip(WORKOUT, edges_of_squats(), strict=True)
    ]


def edges_of_squats() -> list[bool]:
    """Returns which frames are squats but for their first and last two, which count as a break."""
    is_squat = np.isin(WORKOUT, (DOWN, UP))
    inner = [is_squat[max(i - 2, 0) : i + 3].all() for i in range(len(WORKOUT))]
    return [bool(squat and not within) for squat, within in zip(is_squat, inner, strict=True)]


def test_in_a_long_gap_nothing_is_answered() -> None:
    readings = [float(phase) for phase in WORKOUT]
    readings[20:60] = [float("nan")] * 40
    known = ~np.isnan(ask(TellsPhase(), recording(readings)).scores[:, 0, 0])
    held = 20  # rows, two seconds
    expected = [*range(7, 20 + held), *range(60 + FIELD_STEPS - 1, len(WORKOUT))]
    assert np.flatnonzero(known).tolist() == expected


def test_an_exercise_that_the_model_does_not_know_is_a_break_to_it() -> None:
    workout = recording([0.0] * len(WORKOUT))
    burpees = [
        replace(label, exercise="Burpee") if label.exercise == "Lunge" else label
        for label in workout.labels
    ]
    asked = ask(TellsPhase(), replace(workout, labels=burpees))
    assert set(asked.phases.tolist()) == {PAUSE, DOWN, UP}
    assert set(asked.truth.names) == {"Break", "Burpee", "Squat"}


def test_what_is_decided_later_is_what_is_decided_live() -> None:
    readings = [float(phase) for phase in WORKOUT]
    readings[20:60] = [float("nan")] * 40
    workout = recording(readings)
    said = decided(card(), ask(TellsPhase(), workout))
    assert said == predict(TellsPhase(), workout)
    assert [count.exercise for count in said.counts] == ["Squat", "Squat", "Lunge"]


def spoilt(truth: tuple[float, ...], rows: int = 4000, seed: int = 1) -> Answered:
    """Returns answers that were sure of themselves by the wrong temperatures."""
    draw = np.random.default_rng(seed)
    phases: Ints = draw.integers(0, 5, rows)
    scores = np.full((rows, len(truth), 5), np.nan, np.float32)
    for head, (delay, temperature) in enumerate(zip(DELAYS_STEPS, truth, strict=True)):
        logits = draw.normal(0, 1.5, (rows - delay, 5))
        logits[np.arange(rows - delay), phases[: rows - delay]] += 1.5**2  # as likely as it says
        scores[delay:, head] = tempered(np.exp(logits), 1 / temperature)
    return Answered("Ada", truth_of([]), phases, scores)


def test_the_temperature_of_each_answer_is_found() -> None:
    truth = (0.5, 2.0)
    found = fitted_temperatures([spoilt(truth, seed=1), spoilt(truth, seed=2)], DELAYS_STEPS)
    assert found == pytest.approx(truth, rel=0.1)


def test_each_answer_gets_its_temperature_and_none_remains_none() -> None:
    before = spoilt((0.5, 2.0), rows=20)
    after = at_temperatures(before, (1.0, 2.0))
    assert after.scores.dtype == np.float32
    np.testing.assert_allclose(after.scores[:, 0], before.scores[:, 0], rtol=1e-5)
    expected: Array = np.asarray(tempered(before.scores[:, 1], 2.0), np.float32)
    np.testing.assert_array_equal(after.scores[:, 1], expected)
    np.testing.assert_array_equal(np.isnan(after.scores), np.isnan(before.scores))
