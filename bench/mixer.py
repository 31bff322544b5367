"""Claim: mixing a block takes less than 2 % of the time that it sounds.

Measured as the driver does it, through the whole callback, over a workout of five minutes with a
phrase sounding all the time. Run: ``python -m bench.mixer``
"""

import time
from dataclasses import dataclass

import numpy as np

from recorder.coach import cues
from recorder.sound.mixer import Clip, Lane, Mixer
from recorder.sound.output import BLOCK, Callback
from recorder.sound.playlist import playlist
from sessions.exercises import load_exercises
from sessions.script import generate

RATE_HZ = 48_000
DURATION_S = 300.0


@dataclass
class Times:
    """What the driver tells of a block."""

    currentTime: float = 0.0  # noqa: N815 # PortAudio's name
    outputBufferDacTime: float = 0.085  # noqa: N815 # as above


@dataclass
class Status:
    """Whether a block came too late."""

    output_underflow: bool = False


def block_times_s() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Returns how long each block of a workout takes."""
    mixer = Mixer()
    mixer.play(playlist(cues(generate(load_exercises(), 7, DURATION_S), {}), {}, RATE_HZ))
    phrase = Clip(np.full(RATE_HZ, 0.5, np.float32), Lane.SPEECH)
    heard_s = 0.0
    callback = Callback(mixer, lambda: heard_s, RATE_HZ, 0.0)
    out = np.zeros((BLOCK, 2), np.float32)
    told, status = Times(), Status()
    taken = np.zeros(round(DURATION_S * RATE_HZ / BLOCK))
    for number in range(len(taken)):
        heard_s = number * BLOCK / RATE_HZ
        if number % (RATE_HZ // BLOCK) == 0:
            mixer.play_at_once(phrase)
        begun_s = time.perf_counter()
        callback(out, BLOCK, told, status)
        taken[number] = time.perf_counter() - begun_s
    return taken


def main() -> None:
    taken = block_times_s()
    share = 100 * taken / (BLOCK / RATE_HZ)
    for name, value in (
        ("mean", share.mean()),
        ("median", np.median(share)),
        ("99.9 %", np.quantile(share, 0.999)),
        ("longest", share.max()),
    ):
        print(f"{name:10} {value:8.3f} % of real time")


if __name__ == "__main__":
    main()
