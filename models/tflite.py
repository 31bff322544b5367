"""The TFLite runtime, as every network is run on it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def make_interpreter(network: bytes, batch: int | None = None) -> Any:
    """Returns an ``ai_edge_litert`` interpreter that is ready to run on one thread.

    Args:
        network: TFLite file.
        batch: first dimension of every input; None leaves it as the network has it, where one
            that takes any has 1.

    Raises:
        ValueError: it is no network.
        RuntimeError: it cannot be run, or not at this batch.
    """
    from ai_edge_litert import interpreter as litert  # noqa: PLC0415 - 0.1 s and 15 MB

    with _hushed():
        made = litert.Interpreter(model_content=network, num_threads=1)
        if batch is not None:
            for source in made.get_input_details():
                made.resize_tensor_input(source["index"], (batch, *source["shape"][1:]))
        made.allocate_tensors()
    return made


@contextmanager
def _hushed() -> Iterator[None]:
    """Keeps off the screen that a delegate was created, which no setting of the runtime does.

    It is XNNPACK, with which a step takes a third of the time and less.
    """
    try:
        kept = os.dup(2)
    except OSError:  # there is no standard error to be kept clean
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(nowhere)
        os.close(kept)
