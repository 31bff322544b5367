"""What was done in recordings of which nothing but the labels matters."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from models.judging import Truth
from sessions.frames import Label
from sessions.recording import Recording

RATE_HZ = 10.0


def truth_of(labels: Sequence[Label], trimmed_s: Mapping[str, float] | None = None) -> Truth:
    return Truth.of(
        Recording(Path("made-up.csv"), "Ada", RATE_HZ, (), (), labels, trimmed_s=trimmed_s or {})
    )
