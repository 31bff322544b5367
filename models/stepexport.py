"""A streaming network as TFLite, compared with its source before it is written."""

import numpy as np

from models.export import check_difference, convert
from models.networks import Model, load_keras
from models.rotations import rotation_about, turned
from models.stepping import Stepper
from models.tcn import Networks, slow_means
from models.tflite import make_interpreter
from models.vectors import MOVING
from models.windows import Floats

COMPARED_TURN_RAD = np.array([0.3, -0.5, 0.4])
"""How the device is turned where the networks are compared; any turn would do."""


def step_to_tflite(networks: Networks, x: Floats) -> bytes:
    """Converts the step of networks and compares it with them on a stretch of a recording.

    Args:
        networks: trained.
        x: (rows, channels), some of what they will meet; NaN is missing.

    Raises:
        ModelError: the converted network answers differently.
    """
    stepper = Stepper(networks)
    tflite = convert(stepper.concrete())
    compare_steps(networks, tflite, x)
    return tflite


def compare_steps(networks: Networks, tflite: bytes, x: Floats) -> float:
    """Returns the greatest difference between the answers of a step and those of its source.

    Beside answers that are larger than 1, it is a share of the largest.

    Raises:
        ModelError: it is above the tolerance, or an answer is no number.
    """
    expected, answers = _of_sequence(networks, x), _of_steps(networks, tflite, x)
    apart = [
        np.abs(a - b).max() / max(1, np.abs(a).max())
        for a, b in zip(expected, answers, strict=True)
    ]
    return check_difference(float(np.max(apart)))  # Python's own may lose a NaN


def _of_sequence(networks: Networks, x: Floats) -> tuple[Floats, ...]:
    """Returns probabilities and embedding, and what an upright phone read where that is told."""
    ops = load_keras().ops
    temperatures = np.array(networks.temperatures or 1.0, np.float32).reshape(-1, 1)
    upright = _with_features(networks.upright, "upright_scores")
    if networks.registration is None:
        logits, features = upright(x[np.newaxis])
        return np.array(ops.softmax(logits / temperatures))[0], np.array(features)[0]
    architecture = networks.architecture
    means = slow_means(x[:, :3], architecture.registration.means_s, networks.rate_hz)
    registration = _with_features(networks.registration, "registration_scores")
    told, read, invariant = registration([x[np.newaxis, :, :MOVING], means[np.newaxis]])
    moving = turned(x[:, :MOVING], rotation_about(COMPARED_TURN_RAD))
    seen, features = upright(np.concatenate([moving, x[:, MOVING:]], axis=1)[np.newaxis])
    mean = (1 - architecture.share) * seen + architecture.share * told
    embedding = np.concatenate([features, invariant], axis=-1)
    return np.array(ops.softmax(mean / temperatures))[0], embedding[0], np.array(read)[0]


def _with_features(model: Model, scores: str) -> Model:
    """Returns a network that gives what its layer of scores sees, too."""
    features = model.get_layer(scores).input
    return load_keras().Model(model.input, [*model.outputs, features])


def _of_steps(networks: Networks, tflite: bytes, x: Floats) -> tuple[Floats, ...]:
    runner = make_interpreter(tflite).get_signature_runner()
    given = runner.get_input_details()
    inputs = {"state": np.zeros(given["state"]["shape"], np.float32)}
    if networks.registration is not None:
        inputs["rotation"] = rotation_about(COMPARED_TURN_RAD)[np.newaxis].astype(np.float32)
    told = []
    for row in x:
        outputs = runner(sample=row[np.newaxis], **inputs)
        inputs["state"] = outputs["state_next"]
        told.append(
            [outputs[name][0] for name in ("scores", "embedding", "upright") if name in outputs]
        )
    return tuple(np.stack(each) for each in zip(*told, strict=True))
