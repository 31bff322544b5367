"""Claim: a step of a model takes at most 4 times an empty graph and 0.1 times the original, rolled.

A step is a run of all of its networks; the original is its network with the LSTMs as loops.

All in one process, on one thread, in turn, so that they share what disturbs them. A run is what
it is live: inputs given, network run, outputs taken. Needs the train extra, which makes the
original's network; what it has learnt makes no difference to its time.
Run: ``python -m bench.step [MODEL]``
"""

import argparse
import time
import timeit
from collections.abc import Callable
from typing import Any

import numpy as np

from exermoted.packaged import find_model
from inference.engine import Array, TFLiteEngine
from inference.pipeline import Pipeline
from models.networks import DeepConvLstm, load_keras
from models.tflite import make_interpreter
from models.windows import Windowing
from tests.fakes.recordings import swinging

ROUNDS = 15
ROUND_S = 0.05
CLASSES = 4
CHANNELS = 12
MOST_OF_EMPTY, MOST_OF_ROLLED = 4.0, 0.1


def empty() -> Any:
    """Returns an interpreter of a graph that adds one to one number."""
    import tensorflow as tf  # noqa: PLC0415 # an extra

    return interpreter(lambda number: number + 1.0, tf.TensorSpec((1, 1), tf.float32))


def rolled() -> Any:
    """Returns an interpreter of the original's network, untrained, with its LSTMs as loops."""
    import tensorflow as tf  # noqa: PLC0415 # an extra

    steps = Windowing.at(10.0).length_steps
    frames = np.random.default_rng(1).normal(size=(100, CHANNELS)).astype(np.float32)
    model = DeepConvLstm(unroll=False).build(steps, frames, CLASSES)
    window = tf.TensorSpec((1, steps, CHANNELS), tf.float32)
    return interpreter(lambda window: model(window, training=False), window)


def interpreter(function: Callable[[Any], Any], spec: Any) -> Any:
    """Returns an interpreter of a function, frozen, on one thread."""
    import tensorflow as tf  # noqa: PLC0415 # an extra
    from tensorflow.python.framework import convert_to_constants  # noqa: PLC0415 # an extra

    graph = convert_to_constants.convert_variables_to_constants_v2(
        tf.function(function).get_concrete_function(spec)
    )
    converter = tf.lite.TFLiteConverter.from_concrete_functions([graph], tf.Module())
    return make_interpreter(converter.convert())


def run_of(network: Any) -> Callable[[], Array]:
    """Returns one run of a network with one input and one output."""
    source, sink = network.get_input_details()[0], network.get_output_details()[0]["index"]
    given, index = np.zeros(source["shape"], np.float32), source["index"]

    def run() -> Array:
        network.set_tensor(index, given)
        network.invoke()
        output: Array = network.get_tensor(sink)
        return output

    return run


def step_of(engine: TFLiteEngine) -> Callable[[], object]:
    """Returns one run of a model's networks."""
    random = np.random.default_rng(1)
    inputs = {
        name: random.normal(size=(1, *shape)).astype(np.float32)
        for name, shape in engine.takes.items()
    }
    return lambda: engine.run(inputs)


def seconds(runs: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Returns how long each takes in its least disturbed round; the rounds take turns."""
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            number = max(round(ROUND_S / max(timeit.timeit(run, number=3) / 3, 1e-7)), 1)
            taken_s = timeit.timeit(run, number=number) / number
            best[name] = min(best.get(name, taken_s), taken_s)
    return best


def tick_s(engine: TFLiteEngine) -> float:
    """Returns how long a frame takes on average, with all that is done besides."""
    recording = swinging(duration_s=120.0)
    columns = [channel.column for channel in recording.channels]
    pipeline = Pipeline(engine, columns, engine.card.rate_hz)
    begun_s = time.perf_counter()
    for frame in recording.frames:
        pipeline.push(frame)
    return (time.perf_counter() - begun_s) / len(recording.frames)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("model", nargs="?", default="packaged")
    engine = TFLiteEngine(find_model(parser.parse_args().model))
    load_keras()
    nothing, original = empty(), rolled()
    taken_s = seconds(
        {
            "empty graph, run alone": nothing.invoke,
            "empty graph": run_of(nothing),
            "original, rolled": run_of(original),
            "step": step_of(engine),
        }
    )
    for name, value in taken_s.items():
        print(f"{name:24} {1e6 * value:9.2f} µs")
    print(f"{'a frame, all in all':24} {1e6 * tick_s(engine):9.2f} µs")
    of_empty, of_rolled = (
        taken_s["step"] / taken_s[n] for n in ("empty graph", "original, rolled")
    )
    print(f"step / empty graph       {of_empty:9.2f}  (at most {MOST_OF_EMPTY:g})")
    print(f"step / original, rolled  {of_rolled:9.3f}  (at most {MOST_OF_ROLLED:g})")


if __name__ == "__main__":
    main()
