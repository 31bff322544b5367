"""A trained network as TFLite, compared with its source before it is written."""

from typing import Any

import numpy as np

from models.networks import Model, tensorflow
from models.tflite import make_interpreter
from models.windows import Floats
from sessions.errors import ModelError

TOLERANCE = 1e-5
"""How far a probability may lie from the source network's."""


def to_tflite(model: Model, windows: Floats) -> bytes:
    """Converts a Keras model for a batch of any size and compares both on the given windows.

    The graph is frozen, with the variables as constants, so that it needs none of TensorFlow's
    own operators (Flex).

    Args:
        model: (batch, length, channels) to (batch, classes).
        windows: (windows, length, channels), some of those that it will meet.

    Raises:
        ModelError: the converted network answers differently.
    """
    tflite = convert(frozen(model))
    compare(model, tflite, windows)
    return tflite


def compare(model: Model, tflite: bytes, windows: Floats) -> float:
    """Returns the greatest difference between two networks' answers, alone and all at once.

    Raises:
        ModelError: it is above `TOLERANCE`, or an answer is no number.
    """
    expected = model.predict(windows, batch_size=len(windows), verbose=0)
    answers = [run_tflite(tflite, windows, batch) for batch in (1, len(windows))]
    return check_difference(float(np.abs(expected - answers).max()))


def check_difference(difference: float) -> float:
    """Returns a difference between a network's answers and those of what it was made from.

    Raises:
        ModelError: it is above `TOLERANCE`, or no number.
    """
    if not difference <= TOLERANCE:  # NaN is not below anything
        raise ModelError(
            f"the exported network answers differently: by {difference:.2g} where "
            f"{TOLERANCE:g} is allowed; nothing was written"
        )
    return difference


def run_tflite(tflite: bytes, windows: Floats, batch: int = 1) -> Floats:
    """Runs a converted network over windows, one at a time as live, or so many at once.

    Args:
        tflite: a network.
        windows: (windows, length, channels).
        batch: how many at once; must divide them without a rest.

    Returns:
        (windows, classes).
    """
    interpreter = make_interpreter(tflite, batch)
    source = interpreter.get_input_details()[0]["index"]
    sink = interpreter.get_output_details()[0]["index"]
    answers = []
    for several in windows.reshape(-1, batch, *windows.shape[1:]):
        interpreter.set_tensor(source, several)
        interpreter.invoke()
        answers.append(interpreter.get_tensor(sink))
    return np.concatenate(answers)


def convert(function: Any, *, dynamic_range: bool = False) -> bytes:
    """Returns a concrete function whose variables are constants as TFLite.

    It has none of TensorFlow's own operators (Flex).

    Args:
        function: to be converted.
        dynamic_range: whether large weights are kept in 8 bits; it computes with what they stand
            for, and takes and gives 32 bits.
    """
    tf = tensorflow()
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function], tf.Module())
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS]
    if dynamic_range:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converted: bytes = converter.convert()
    return converted


def frozen(model: Model) -> Any:
    """Returns the model for a batch of any size, with its variables as constants.

    With the variables left to the converter, TensorFlow 2.21 writes a network that answers NaN.
    """
    from tensorflow.python.framework import convert_to_constants  # noqa: PLC0415 # an extra

    tf = tensorflow()
    answer = tf.function(lambda window: model(window, training=False))
    window = tf.TensorSpec((None, *model.input_shape[1:]), tf.float32)
    return convert_to_constants.convert_variables_to_constants_v2(
        answer.get_concrete_function(window)
    )
