"""A streaming network as TFLite, compared with its source before it is written."""

import numpy as np

from models.comparing import Arrays, Step, differences, follow, of_sequence
from models.export import check_difference, convert
from models.stepping import Stepper
from models.tcn import Networks
from models.tflite import make_interpreter
from models.windows import Floats


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
    answers = follow(networks, tflite_step(tflite), x)
    apart = differences(of_sequence(networks, x), answers)
    return check_difference(float(np.max(list(apart.values()))))  # Python's own may lose a NaN


def tflite_step(tflite: bytes) -> Step:
    """Returns a converted step to be run.

    Raises:
        ValueError: it is no network.
    """
    runner = make_interpreter(tflite).get_signature_runner()

    def step(inputs: Arrays) -> Arrays:
        told: Arrays = runner(**inputs)
        return told

    return step
