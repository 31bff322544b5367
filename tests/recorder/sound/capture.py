"""Sound cards that write down what is played: a file that takes it as fast as it comes, and one
that plays it in real time.
"""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.conftest import ROOT
from tests.fakes.waiting import wait

RATE_HZ = 48_000
SETTLED_S = 0.5
"""Before that a sound server does not know what time it is."""

WATCH_S = 0.01
SESSION = Path(__file__).with_name("captured_session.py")


def played_by(
    alsa: Path, program: list[str], timeout_s: float, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Runs a program whose sound card is what the ALSA configuration says."""
    return subprocess.run(
        [sys.executable, *program],
        env={
            **os.environ,
            "ALSA_CONFIG_PATH": str(alsa),
            "PYTHONPATH": str(ROOT),
            **environment,
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=timeout_s,
    )


def file_card(folder: Path) -> tuple[Path, Path]:
    """Returns the ALSA configuration of a card that plays into a WAV file, and that file."""
    heard, alsa = folder / "heard.wav", folder / "alsa.conf"
    alsa.write_text(
        'pcm.!default { type plug slave { pcm "into" format S16_LE } }\n'
        f'pcm.into {{ type file slave.pcm "none" file "{heard}" format "wav" }}\n'
        "pcm.none { type null }\n"
    )
    return alsa, heard


@dataclass
class Captured:
    """What a sound server played.

    Attributes:
        sound: mono, at `RATE_HZ`.
        heard_at: pairs of time on the monotonic clock and of the sample heard then.
        stalled_s: for how long at most the machine let nobody work meanwhile.
    """

    sound: NDArray[np.float32]
    heard_at: NDArray[np.float64]
    stalled_s: float = 0.0

    def sample_at(self, time_s: float) -> int:
        """Returns the sample that was heard at a time on the monotonic clock.

        The server tells it some twenty times a second, to a few milliseconds; both clocks are
        steady, so it is the straight line through what it told, but for what came late.
        """
        origin_s = self.heard_at[0, 0]
        times_s, samples = self.heard_at[:, 0] - origin_s, self.heard_at[:, 1]
        line = np.polyfit(times_s, samples, 1)
        for _ in range(3):
            off = np.abs(np.polyval(line, times_s) - samples)
            near = off <= 2.5 * np.median(off)
            line = np.polyfit(times_s[near], samples[near], 1)
        return round(float(np.polyval(line, time_s - origin_s)))


class SoundServer:
    """A PulseAudio of our own on a private socket, with a sink that leads nowhere.

    Args:
        folder: for its files.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = folder / "native"
        self.alsa = folder / "alsa.conf"
        self.alsa.write_text(
            'pcm.!default { type pulse server "unix:%s" }\n' % self._socket  # noqa: UP031 # braces
        )
        (folder / "default.pa").write_text(
            f"load-module module-null-sink sink_name=cap rate={RATE_HZ} channels=1\n"
            f"load-module module-native-protocol-unix socket={self._socket} auth-anonymous=1\n"
        )

    def start(self) -> None:
        """Starts it and returns once it takes clients."""
        options = ("daemonize=no", "exit-idle-time=-1", "use-pid-file=no", "disable-shm=yes")
        self._server = subprocess.Popen(
            [
                *("pulseaudio", "-n", "-F", str(self._folder / "default.pa"), "--realtime=yes"),
                *("--high-priority=yes", *(f"--{option}" for option in options)),
            ],
            env=self._environment(),
            stderr=subprocess.DEVNULL,
        )
        wait(self._socket.exists)

    def hang(self) -> None:
        """Makes it answer nobody any more."""
        self._server.send_signal(signal.SIGSTOP)

    def kill(self) -> None:
        self._server.kill()
        self._server.wait()
        self._socket.unlink(missing_ok=True)

    @contextmanager
    def capturing(self) -> Iterator[Captured]:
        """Writes down what is played; the sound is there when it ends."""
        raw = self._folder / "heard.raw"
        captured = Captured(np.zeros(0, np.float32), np.zeros((0, 2)))
        marks: list[tuple[float, float]] = []
        with raw.open("wb") as file:
            recorder = subprocess.Popen(
                [
                    *("parec", "-v", "-d", "cap.monitor", "--raw", "--format=s16le"),
                    *(f"--rate={RATE_HZ}", "--channels=1", "--latency-msec=20"),
                ],
                env={**self._environment(), "PULSE_SERVER": f"unix:{self._socket}"},
                stdout=file,
                stderr=subprocess.PIPE,
            )
            reader = threading.Thread(target=_read_marks, args=(recorder, marks))
            watcher = threading.Thread(target=_watch_stalls, args=(recorder, captured))
            reader.start()
            watcher.start()
            try:
                while not marks:
                    time.sleep(0.05)
                yield captured
            finally:
                recorder.terminate()
                recorder.wait()
                reader.join()
                watcher.join()
                assert recorder.stderr is not None
                recorder.stderr.close()
        captured.sound = (np.fromfile(raw, "<i2") / 32768).astype(np.float32)
        captured.heard_at = np.array(marks)

    def _environment(self) -> dict[str, str]:
        home = str(self._folder)
        return {**os.environ, "HOME": home, "XDG_RUNTIME_DIR": home, "PULSE_RUNTIME_PATH": home}


def _watch_stalls(recorder: "subprocess.Popen[bytes]", captured: Captured) -> None:
    while recorder.poll() is None:
        begun_s = time.monotonic()
        time.sleep(WATCH_S)
        captured.stalled_s = max(captured.stalled_s, time.monotonic() - begun_s - WATCH_S)


def _read_marks(recorder: "subprocess.Popen[bytes]", marks: list[tuple[float, float]]) -> None:
    """Notes which sample the server says it is at, with the time at which it says so."""
    assert recorder.stderr is not None
    while told := os.read(recorder.stderr.fileno(), 512):
        now_s = time.monotonic()
        times_s = (float(match[1]) for match in re.finditer(rb"Time: (\d+\.\d+) sec", told))
        marks += [(now_s, each_s * RATE_HZ) for each_s in times_s if each_s > SETTLED_S]


def session(
    alsa: Path, cache: Path, seed: int, duration_s: float, set_break_s: float
) -> dict[str, Any]:
    """Plays a workout in real time and returns what its player told."""
    program = [str(SESSION), str(seed), str(duration_s), str(set_break_s), str(cache)]
    told = played_by(alsa, program, duration_s + 60)
    answer: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return answer
