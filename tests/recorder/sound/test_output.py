import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from recorder.sound.mixer import Clip, Lane, Mixer, Placed
from recorder.sound.output import BLOCK, NO_DEVICE, Callback
from tests.conftest import ROOT
from tests.fakes.waiting import PATIENCE_S
from tests.recorder.sound.needs import needs_portaudio

RATE_HZ = 48_000
TONE = Clip(np.full(3 * BLOCK, 0.4, np.float32), Lane.TONE)

OPEN_AND_TELL = """
import time
from recorder.sound.mixer import Mixer
from recorder.sound.output import PortAudio
from recorder.sound.settings import SoundSettings
from sessions.errors import SoundError
output = PortAudio(SoundSettings(device={device!r}))
for _ in range(2):
    try:
        output.open(Mixer(), time.monotonic)
    except SoundError as error:
        print(error)
"""


@dataclass
class Times:
    """What PortAudio tells of a block; its clock is not ours."""

    currentTime: float  # noqa: N815 # PortAudio's name
    outputBufferDacTime: float  # noqa: N815 # as above


@dataclass
class Status:
    output_underflow: bool = False


def heard(callback: Callback, told: Times, status: Status | None = None) -> list[list[float]]:
    out = np.full((BLOCK, 2), np.nan, np.float32)
    callback(out, BLOCK, told, status or Status())
    found: list[list[float]] = out.tolist()
    return found


def test_a_clip_is_placed_by_when_it_will_be_heard() -> None:
    mixer = Mixer()
    now_s, delay_s, extra_s = 100.0, 0.085, 0.1
    late = 300
    start = round((now_s + delay_s + extra_s) * RATE_HZ) + late
    mixer.play((Placed(start, TONE),))
    callback = Callback(mixer, lambda: now_s, RATE_HZ, extra_s)
    out = heard(callback, Times(1.7e9, 1.7e9 + delay_s))
    levels = [left for left, _ in out]
    assert levels.count(0.0) == pytest.approx(late, abs=1)
    assert [right for _, right in out] == levels
    assert (callback.blocks, callback.underruns) == (1, 0)


def test_an_underrun_is_counted_and_the_clock_is_read_anew() -> None:
    mixer = Mixer()
    times_s = iter([100.0, 102.0])
    mixer.play((Placed(round(102.0 * RATE_HZ), TONE),))
    callback = Callback(mixer, lambda: next(times_s), RATE_HZ, 0.0)
    assert not np.any(heard(callback, Times(5.0, 5.0)))
    assert np.all(heard(callback, Times(7.0, 7.0), Status(output_underflow=True)))
    assert (callback.blocks, callback.underruns) == (2, 1)


@needs_portaudio
@pytest.mark.parametrize(
    ("device", "complaint"),
    [(None, NO_DEVICE), ("USB", "sound device 'USB' at 48000 Hz: No output device matching 'USB'")],
)
def test_without_a_sound_card_one_line_says_what_to_do(
    tmp_path: Path, device: str | None, complaint: str
) -> None:
    nothing = tmp_path / "alsa.conf"
    nothing.write_text("pcm.none { type hw card 99 }\n")
    told = subprocess.run(
        [sys.executable, "-c", OPEN_AND_TELL.format(device=device)],
        cwd=ROOT,
        env={**os.environ, "ALSA_CONFIG_PATH": str(nothing)},
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE_S,
    )
    assert told.stdout.splitlines() == [complaint, complaint]
