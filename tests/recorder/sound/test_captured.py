"""What is really heard, captured behind PortAudio and ALSA."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from recorder.coach import Alert, Cue, Speech, Whistle
from recorder.sound.wav import read_wav
from tests.recorder.sound.capture import (
    RATE_HZ,
    Captured,
    SoundServer,
    file_card,
    played_by,
    session,
)
from tests.recorder.sound.measure import loud_s, onset, pitch_errors_hz
from tests.recorder.sound.needs import needs_espeak, needs_portaudio, needs_pulseaudio
from tests.recorder.sound.workout import workout

SEED = 8
PITCH_HZ = 2.0
ONSET_S = 0.010
REACH_S = 0.15
STALL_S = 0.03
ATTEMPTS = 3
SPOKEN_S = (0.2, 2.0)
"""How long an announcement takes."""


@needs_portaudio
def test_the_pitch_is_right_behind_the_driver(tmp_path: Path) -> None:
    alsa, heard = file_card(tmp_path)
    duration_s, set_break_s = 60.0, 5.0
    program = Path(__file__).with_name("file_session.py")
    played_by(alsa, [str(program), str(SEED), str(duration_s), str(set_break_s)], 60)
    sound, rate_hz = read_wav(heard)
    whistles = [cue for cue in workout(SEED, duration_s, set_break_s) if isinstance(cue, Whistle)]
    assert len(whistles) > 5
    planned = [round(cue.start_s * rate_hz) for cue in whistles]
    begun = [onset(sound, at, rate_hz // 5) or 0 for at in planned]
    late = np.subtract(begun, planned)  # ALSA puts some silence before the first block
    assert np.ptp(late) <= 2
    for cue, at in zip(whistles, begun, strict=True):
        assert pitch_errors_hz(sound[at:], cue, rate_hz).max() < PITCH_HZ


@dataclass(frozen=True)
class Played:
    """A workout that was played in real time, and what was heard of it."""

    cues: tuple[Cue, ...]
    start_s: float
    captured: Captured
    told: dict[str, object]

    def at(self, cue: Cue) -> int:
        return self.captured.sample_at(self.start_s + cue.start_s)

    def late_s(self, cue: Cue) -> float:
        begun = onset(self.captured.sound, self.at(cue), round(REACH_S * RATE_HZ))
        assert begun is not None, f"{cue} is not heard"
        return (begun - self.at(cue)) / RATE_HZ

    def check(self) -> str:
        """Checks everything that was promised and returns the alignment in words."""
        sound = self.captured.sound
        assert self.told["underruns"] == 0
        assert self.told["notes"] == []
        late_s = []
        followers = (*self.cues[1:], Alert(self.cues[-1].start_s + SPOKEN_S[1]))
        for cue, follower in zip(self.cues, followers, strict=True):
            match cue:
                case Whistle():
                    late_s.append(self.late_s(cue))
                    begun = round(late_s[-1] * RATE_HZ) + self.at(cue)
                    assert pitch_errors_hz(sound[begun:], cue, RATE_HZ).max() < PITCH_HZ
                case Alert():
                    late_s.append(self.late_s(cue))
                case Speech():
                    spoken_s = loud_s(sound[self.at(cue) : self.at(follower)], RATE_HZ)
                    assert SPOKEN_S[0] < spoken_s < SPOKEN_S[1], f"{cue} took {spoken_s} s"
        off_s = np.abs(late_s)
        assert off_s.max() < ONSET_S
        return (
            f"{len(off_s)} onsets: median {np.median(off_s) * 1000:.1f} ms, "
            f"max {off_s.max() * 1000:.1f} ms off"
        )


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SoundServer]:
    folder = tmp_path / "pulse"
    folder.mkdir()
    server = SoundServer(folder)
    server.start()
    yield server
    server.kill()


def play(server: SoundServer, cache: Path, duration_s: float, set_break_s: float) -> Played:
    with server.capturing() as captured:
        told = session(server.alsa, cache, SEED, duration_s, set_break_s)
    cues = workout(SEED, duration_s, set_break_s)
    return Played(cues, float(told["start_s"]), captured, told)


def check(server: SoundServer, cache: Path, duration_s: float, set_break_s: float) -> None:
    """Plays and checks a workout; what a machine does while it stalls is no one's fault."""
    for _ in range(ATTEMPTS):
        played = play(server, cache, duration_s, set_break_s)
        try:
            print(played.check())
        except AssertionError as disturbed:
            print(f"stalled for {played.captured.stalled_s * 1000:.0f} ms: {disturbed}")
            if played.captured.stalled_s < STALL_S:
                raise
        else:
            return
    stalled_ms = played.captured.stalled_s * 1000
    pytest.skip(f"the machine is too busy: it let nobody work for {stalled_ms:.0f} ms")


@pytest.mark.audio
@needs_portaudio
@needs_pulseaudio
@needs_espeak
def test_a_workout_is_heard_as_it_was_planned(server: SoundServer, tmp_path: Path) -> None:
    check(server, tmp_path / "speech", duration_s=12, set_break_s=4.5)


@pytest.mark.slow
@pytest.mark.audio
@needs_portaudio
@needs_pulseaudio
@needs_espeak
def test_five_minutes_are_heard_as_they_were_planned(server: SoundServer, tmp_path: Path) -> None:
    check(server, tmp_path / "speech", duration_s=300, set_break_s=20)


@pytest.mark.audio
@needs_portaudio
@needs_pulseaudio
@needs_espeak
def test_a_sound_server_that_dies_and_returns_is_used_again(
    server: SoundServer, tmp_path: Path
) -> None:
    told: dict[str, object] = {}

    def run() -> None:
        told.update(session(server.alsa, tmp_path / "speech", SEED, 7, 3))

    program = threading.Thread(target=run)
    program.start()
    time.sleep(3)
    server.kill()
    server.start()
    program.join()
    assert told["opened"] == 2
    assert told["notes"] == [
        "the sound device is gone; cues are shown until it is back",
        "the sound is back",
    ]


@pytest.mark.slow
@pytest.mark.audio
@needs_portaudio
@needs_pulseaudio
@needs_espeak
def test_a_sound_server_that_hangs_keeps_no_program_from_ending(
    server: SoundServer, tmp_path: Path
) -> None:
    stopped = threading.Timer(3, server.hang)
    stopped.start()
    told = session(server.alsa, tmp_path / "speech", SEED, 10, 3)
    assert told["notes"] == ["the sound device is gone; cues are shown until it is back"]
