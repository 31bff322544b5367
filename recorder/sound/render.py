"""A workout's sound written to a WAV file, by the mixer that plays it."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np

from recorder.coach import Cue
from recorder.sound.mixer import Mixer, Playlist
from recorder.sound.playlist import playlist
from recorder.sound.synthesis import Samples
from recorder.sound.wav import write_wav

_BLOCK = 1024


def render(
    cues: Iterable[Cue],
    spoken: Mapping[str, Samples],
    path: Path,
    rate_hz: int,
    duration_s: float = 0.0,
) -> float:
    """Writes a workout's sound block by block and returns its length in seconds.

    Args:
        cues: of the workout.
        spoken: the sounds of its texts at ``rate_hz``; a text without one stays silent.
        path: the file.
        rate_hz: of the file.
        duration_s: its length; longer where the last cue ends later.

    Raises:
        UsageError: a WAV file cannot be that long.
        DataError: the file cannot be written.
    """
    placed = playlist(cues, spoken, rate_hz)
    ends = (each.start + len(each.clip.samples) for each in placed)
    total = max((round(duration_s * rate_hz), *ends))
    write_wav(path, rate_hz, total, _blocks(placed, total))
    return total / rate_hz


def _blocks(placed: Playlist, total: int) -> Iterator[Samples]:
    mixer = Mixer()
    mixer.play(placed)
    block = np.zeros(_BLOCK, np.float32)
    for first in range(0, total, _BLOCK):
        mixer.mix(block, first)
        yield block[: total - first]
