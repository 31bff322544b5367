"""The model that counts: there, whole, and quick enough."""

import time

import numpy as np

from exermoted.doctor.finding import Finding, error, ok, warning
from exermoted.packaged import find_model
from inference.taught import load_engine
from sessions.errors import ModelError

STEPS = 20
LARGEST_SHARE = 0.5


def check_model(name: str) -> Finding:
    """Loads the model and runs some steps of it."""
    try:
        engine = load_engine(find_model(name))
    except ModelError as problem:
        return error("model", str(problem), "name another one in the configuration, at 'model'")
    card = engine.card
    nothing = {name: np.zeros((1, *shape), np.float32) for name, shape in engine.takes.items()}
    engine.run(nothing)
    start_s = time.perf_counter()
    for _ in range(STEPS):
        engine.run(nothing)
    step_s = (time.perf_counter() - start_s) / STEPS
    found = f"{', '.join(card.classes[1:])} in {step_s * 1000:.2f} ms a step"
    if step_s * card.rate_hz > LARGEST_SHARE:
        return warning("model", found, "too slow for this machine at its rate; use a smaller one")
    return ok("model", found)
