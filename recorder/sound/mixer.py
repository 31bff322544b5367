"""Places clips by sample position and adds them up, block by block.

`Mixer.mix` runs in the sound driver's callback: it allocates no buffer, takes no lock and opens
no file. What other threads hand over is either swapped by reference (the playlist) or lies in a
preallocated ring (clips to be heard at once).
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from recorder.sound.handover import Handover
from recorder.sound.synthesis import Samples

_AT_ONCE_SLOTS = 8
_FADE_SAMPLES = 256
_NOTHING: Samples = np.zeros(0, np.float32)


class Lane(IntEnum):
    """Tone and speech may sound together, two tones or two phrases may not.

    So the sum of the two levels bounds the output: it cannot clip.
    """

    TONE = 0
    SPEECH = 1


@dataclass(frozen=True, slots=True)
class Clip:
    """A sound that is ready to be heard."""

    samples: Samples
    lane: Lane


@dataclass(frozen=True, slots=True)
class Placed:
    """A clip and the sample position at which it begins."""

    start: int
    clip: Clip


Playlist = tuple[Placed, ...]
"""By start."""


class Mixer:
    """Two lanes, the playlist that feeds them, and what is to be heard at once."""

    def __init__(self) -> None:
        self._lanes = tuple(_Lane() for _ in Lane)
        self._at_once = Handover[Clip](_AT_ONCE_SLOTS)
        self._fade = np.linspace(1, 0, _FADE_SAMPLES, dtype=np.float32)
        self._wanted: Playlist = ()
        self._playlist: Playlist = ()
        self._kept: tuple[Playlist, ...] = ()
        self._next = 0

    def play(self, playlist: Playlist) -> None:
        """Plays this from the next block on; what still sounds of the one before is faded out."""
        self._kept = (self._playlist, playlist)  # so that the callback never frees the old one
        self._wanted = playlist

    def play_at_once(self, clip: Clip) -> bool:
        """Plays a clip as soon as its lane is free; returns whether it was taken.

        To be called from one thread only.
        """
        return self._at_once.give(clip)

    def mix(self, out: Samples, first_sample: int) -> None:
        """Fills a block.

        Args:
            out: the block, shape (samples,); shorter than the shortest clip.
            first_sample: position of its first sample. It may leap from block to block, as a
                stream's clock is corrected: a clip that has begun goes on unbroken.
        """
        out.fill(0)
        if self._wanted is not self._playlist:
            self._playlist = self._wanted
            self._next = 0
            if any(lane.sounds for lane in self._lanes):
                self._fade_out(out)
                return
        self._offer_due(first_sample, first_sample + len(out))
        while (clip := self._at_once.take()) is not None:
            self._lanes[clip.lane].offer(clip.samples, 0, 0)
        for lane in self._lanes:
            lane.add_to(out)

    def _fade_out(self, out: Samples) -> None:
        for lane in self._lanes:
            lane.add_to(out)
            lane.clear()
        count = min(len(out), _FADE_SAMPLES)
        out[:count] *= self._fade[_FADE_SAMPLES - count :]
        out[count:] = 0

    def _offer_due(self, first: int, end: int) -> None:
        while self._next < len(self._playlist) and self._playlist[self._next].start < end:
            placed = self._playlist[self._next]
            self._next += 1
            late = max(first - placed.start, 0)
            samples, lane = placed.clip.samples, placed.clip.lane
            if late < len(samples):
                # A late whistle joins in where it would be; a late word is said whole.
                skipped = late if lane is Lane.TONE else 0
                self._lanes[lane].offer(samples, max(placed.start - first, 0), skipped)


class _Lane:
    """One clip at a time; of those that wait for its end only the latest is kept."""

    __slots__ = ("_cursor", "_offset", "_samples", "_skipped", "_waiting")

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self._samples = _NOTHING
        self._cursor = 0
        self._waiting: Samples | None = None
        self._offset = 0
        self._skipped = 0

    @property
    def sounds(self) -> bool:
        return self._cursor < len(self._samples)

    def offer(self, samples: Samples, offset: int, skipped: int) -> None:
        """Queues a clip for ``offset`` in the coming block, without its first samples."""
        self._waiting = samples
        self._offset = offset
        self._skipped = skipped

    def add_to(self, out: Samples) -> None:
        free_from = self._continue(out, 0)
        if self._waiting is not None and free_from < len(out):
            self._samples, self._cursor = self._waiting, self._skipped
            self._waiting = None
            self._continue(out, max(free_from, self._offset))
        self._offset = 0

    def _continue(self, out: Samples, begin: int) -> int:
        """Adds the clip from ``begin`` on and returns where in the block it ends."""
        end = begin + min(len(out) - begin, len(self._samples) - self._cursor)
        if end > begin:
            block = out[begin:end]
            np.add(block, self._samples[self._cursor : self._cursor + len(block)], out=block)
            self._cursor += len(block)
        return end
