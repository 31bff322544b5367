"""Recordings made up for tests: short, labelled, of any channels."""

import math
from pathlib import Path

from sessions.channels import PHONE, Stream
from sessions.exercises import load_exercises
from sessions.frames import Frame, Label
from sessions.recording import Recording
from sessions.script import generate

RATE_HZ = 10.0


def swinging(
    subject: str = "Ada",
    seed: int = 1,
    duration_s: float = 60.0,
    streams: tuple[Stream, ...] = (PHONE,),
) -> Recording:
    """A workout in which every channel swings once per repetition and is still between them."""
    script = generate(load_exercises(), seed, duration_s)
    times_s = [tick / RATE_HZ for tick in range(round(duration_s * RATE_HZ))]
    labels = [script.label_at(time_s) for time_s in times_s]
    width = sum(len(stream.channels) for stream in streams)
    frames = [
        frame(tick, (_swing(label, time_s),) * width, len(streams))
        for tick, (time_s, label) in enumerate(zip(times_s, labels, strict=True))
    ]
    path = Path(f"{subject}-{seed}.csv")
    return Recording(path, subject, RATE_HZ, streams, frames, labels, trimmed_s=script.trimmed_s)


def _swing(label: Label, time_s: float) -> float:
    height = {"Burpee": 1.0, "Situp": 0.6, "Squat": 0.3}.get(label.exercise or "", 0.0)
    return height * math.sin(2 * math.pi * time_s) if label.is_moving else 0.0


def frame(tick: int, values: tuple[float, ...], streams: int = 1) -> Frame:
    """A frame on time, every stream heard just now."""
    return Frame(tick, tick / RATE_HZ, values, (0.0,) * streams, 1_700_000_000.0 + tick / RATE_HZ)
