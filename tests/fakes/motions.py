"""What a phone measures whose wearer trains."""

import asyncio
import math

from recorder.simulator.source import SimulatedSource
from sessions.channels import PHONE
from sessions.exercises import load_exercises
from sessions.script import generate
from tests.fakes.page_phone import Row


def simulated_motion(seed: int, duration_s: float = 60.0) -> list[Row]:
    """Returns a simulated athlete's workout, `recorder.simulator.athlete.RATE_HZ` rows a second."""
    source = SimulatedSource(generate(load_exercises(), seed, duration_s), seed)
    asyncio.run(source.open(lambda: 0.0))
    return [s.values for s in source.read(math.inf) if s.stream == PHONE.name]
