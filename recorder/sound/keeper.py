"""Keeps one output stream open: opens it, watches it, opens it again when it has died."""

import threading
import time
from collections import deque
from dataclasses import dataclass

from recorder.sound.mixer import Mixer
from recorder.sound.output import OpenStream, Output
from recorder.source import Clock
from sessions.errors import SoundError

FIRST_RETRY_S = 1.0
LONGEST_RETRY_S = 30.0
WATCH_S = 0.5
SILENCE_S = 5.0
"""A stream that asks for no block for so long has died; an idle sound server may take 2 s."""


@dataclass(slots=True)
class SoundCounts:
    """What became of the sound.

    Attributes:
        opened: times that a stream was opened.
        underruns: blocks that came too late.
    """

    opened: int = 0
    underruns: int = 0


class Keeper:
    """A thread that owns the output: a driver's calls may block, and nobody waits for them.

    It is a daemon thread, as a call that never returns must not keep the program from ending.

    Args:
        output: what is opened.
        mixer: gives the sound.
        clock: the session's.
        first_retry_s: how long it waits after the first failure; twice as long after each other.
        silence_s: how long a stream may ask for nothing.
        watch_s: how often that is looked at.
    """

    def __init__(
        self,
        output: Output,
        mixer: Mixer,
        clock: Clock,
        first_retry_s: float = FIRST_RETRY_S,
        silence_s: float = SILENCE_S,
        watch_s: float = WATCH_S,
    ) -> None:
        self.counts = SoundCounts()
        self.notes: deque[str] = deque(maxlen=100)
        self._output = output
        self._mixer = mixer
        self._clock = clock
        self._first_retry_s = first_retry_s
        self._silence_s = silence_s
        self._watch_s = watch_s
        self._trouble = ""
        self._tried = threading.Event()
        self._heard = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="sound", daemon=True)

    @property
    def heard(self) -> bool:
        """Whether a stream is open."""
        return self._heard.is_set()

    def start(self) -> None:
        self._thread.start()

    def wait_for_first_try(self, timeout_s: float) -> bool:
        """Returns whether opening has succeeded or failed by then."""
        return self._tried.wait(timeout_s)

    def close(self, timeout_s: float) -> bool:
        """Returns whether the stream was closed in time."""
        self._closing.set()
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _keep(self) -> None:
        wait_s = self._first_retry_s
        while not self._closing.is_set():
            begun_s = time.monotonic()
            try:
                stream = self._output.open(self._mixer, self._clock)
            except SoundError as error:
                self._complain(f"no sound: {error}")
            else:
                self._watch(stream)
            self._tried.set()
            if time.monotonic() - begun_s > LONGEST_RETRY_S:
                wait_s = self._first_retry_s
            self._closing.wait(wait_s)
            wait_s = min(2 * wait_s, LONGEST_RETRY_S)

    def _watch(self, stream: OpenStream) -> None:
        """Returns when the stream has died or is no longer wanted."""
        self._rejoice()
        self.counts.opened += 1
        underruns = self.counts.underruns
        self._heard.set()
        self._tried.set()
        blocks, since_s = -1, 0.0
        while not self._closing.wait(self._watch_s) and stream.active:
            self.counts.underruns = underruns + stream.underruns
            now_s = time.monotonic()
            if stream.blocks != blocks:
                blocks, since_s = stream.blocks, now_s
            elif now_s - since_s > self._silence_s:
                break
        self._heard.clear()
        self.counts.underruns = underruns + stream.underruns
        if not self._closing.is_set():
            self._complain("the sound device is gone; cues are shown until it is back")
        stream.close()

    def _complain(self, trouble: str) -> None:
        """Notes a trouble, but not at each try again."""
        if trouble != self._trouble:
            self._trouble = trouble
            self.notes.append(trouble)

    def _rejoice(self) -> None:
        if self._trouble:
            self._trouble = ""
            self.notes.append("the sound is back")
