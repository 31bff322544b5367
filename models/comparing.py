"""Comparing what was made of streaming networks with the networks themselves."""

from collections.abc import Callable, Mapping

import numpy as np

from models.networks import Model, load_keras
from models.rotations import rotation_about, turned
from models.stepping import Stepper
from models.tcn import Networks, slow_means
from models.vectors import MOVING
from models.windows import Floats

Arrays = Mapping[str, Floats]
Step = Callable[[Arrays], Arrays]
"""Takes ``sample``, ``state`` and perhaps ``rotation``, of a batch of one; gives ``scores``,
``embedding``, perhaps ``upright``, and ``state_next``."""

STATE, NEXT = "state", "state_next"
COMPARED_TURN_RAD = np.array([0.3, -0.5, 0.4])
"""How the device is turned where the networks are compared; any turn would do."""


def reference(networks: Networks, x: Floats) -> Arrays:
    """Returns what every step has to answer: as whole sequences do, and with the states of a step.

    Args:
        networks: trained.
        x: (rows, channels); NaN is missing.

    Returns:
        Each (rows, ...), by name.
    """
    stepper = Stepper(networks).concrete()

    def step(inputs: Arrays) -> Arrays:
        return {name: np.array(each) for name, each in stepper(**inputs).items()}

    return {NEXT: follow(networks, step, x)[NEXT], **of_sequence(networks, x)}


def of_sequence(networks: Networks, x: Floats) -> dict[str, Floats]:
    """Returns what the networks answer to rows all at once, but for the states; see `reference`."""
    ops = load_keras().ops
    temperatures = np.array(networks.temperatures or 1.0, np.float32).reshape(-1, 1)
    upright = _with_features(networks.upright, "upright_scores")
    if networks.registration is None:
        logits, features = upright(x[np.newaxis])
        scores = ops.softmax(logits / temperatures)
        return _first(scores=scores, embedding=features)
    architecture = networks.architecture
    means = slow_means(x[:, :3], architecture.registration.means_s, networks.rate_hz)
    registration = _with_features(networks.registration, "registration_scores")
    told, read, invariant = registration([x[np.newaxis, :, :MOVING], means[np.newaxis]])
    moving = turned(x[:, :MOVING], rotation_about(COMPARED_TURN_RAD))
    seen, features = upright(np.concatenate([moving, x[:, MOVING:]], axis=1)[np.newaxis])
    mean = (1 - architecture.share) * seen + architecture.share * told
    embedding = ops.concatenate([features, invariant], axis=-1)
    return _first(scores=ops.softmax(mean / temperatures), embedding=embedding, upright=read)


def follow(networks: Networks, step: Step, x: Floats) -> dict[str, Floats]:
    """Returns what a step answers to rows one after the other, given its own state back.

    Args:
        networks: what it was made of.
        step: made of them.
        x: (rows, channels).

    Returns:
        Each (rows, ...), by name.
    """
    inputs = {STATE: np.zeros((1, Stepper(networks).state), np.float32)}
    if networks.registration is not None:
        inputs["rotation"] = rotation_about(COMPARED_TURN_RAD)[np.newaxis].astype(np.float32)
    told: list[Arrays] = []
    for row in x:
        told.append(step({"sample": row[np.newaxis], **inputs}))
        inputs[STATE] = told[-1][NEXT]
    return {name: np.concatenate([each[name] for each in told]) for name in told[0]}


def differences(expected: Arrays, answers: Arrays) -> dict[str, float]:
    """Returns how far each answer is at most from what is expected; NaN if one is no number.

    Beside answers that are larger than 1, it is a share of the largest.

    Args:
        expected: each (rows, ...), by name.
        answers: the same names; NaN is told of one that is not there or has another shape.
    """
    return {name: _apart(each, answers.get(name)) for name, each in expected.items()}


def agreement(expected: Floats, scores: Floats) -> float:
    """Returns the share of answers, (..., outputs), whose likeliest output is the same."""
    return float(np.mean(expected.argmax(-1) == scores.argmax(-1)))


def _apart(expected: Floats, answer: Floats | None) -> float:
    if answer is None or answer.shape != expected.shape:
        return float("nan")
    largest = max(1.0, float(np.abs(expected).max()))
    return float(np.abs(expected - answer).max()) / largest


def _first(**batches: Floats) -> dict[str, Floats]:
    return {name: np.array(batch)[0] for name, batch in batches.items()}


def _with_features(model: Model, scores: str) -> Model:
    """Returns a network that gives what its layer of scores sees, too."""
    features = model.get_layer(scores).input
    return load_keras().Model(model.input, [*model.outputs, features])
