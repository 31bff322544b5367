"""A workout's cues heard without a session: played, or written to a file."""

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from recorder.coach import Cue, Speech
from recorder.sound.engines import engine_for
from recorder.sound.language import load_language
from recorder.sound.phrases import PhraseBook, Unspoken, cache_path
from recorder.sound.player import Player
from recorder.sound.render import render
from recorder.sound.settings import SoundSettings
from recorder.source import Clock
from sessions.errors import SoundError

_LEAD_S = 0.5
_TAIL_S = 1.0  # the last words, and what is still buffered


def write_wav(
    planned: Sequence[Cue], duration_s: float, path: Path, settings: SoundSettings
) -> tuple[Unspoken, ...]:
    """Writes a workout's sound to a file and returns what of it could not be spoken.

    Raises:
        UsageError: it is too long for a WAV file.
        DataError: the file cannot be written.
    """
    book = PhraseBook(engine_for(settings, load_language(settings.language)), cache_path())
    texts = [cue.text for cue in planned if isinstance(cue, Speech)]
    phrases = asyncio.run(book.prepare(texts, settings.rate_hz))
    render(planned, phrases.sounds, path, settings.rate_hz, duration_s)
    return phrases.unspoken


async def play(
    planned: Sequence[Cue],
    duration_s: float,
    player: Player,
    show: Callable[[Cue], None],
    note: Callable[[str], None],
    clock: Clock = time.monotonic,
) -> None:
    """Plays a workout in real time.

    Args:
        planned: its cues.
        duration_s: its length.
        player: a sound card.
        show: is given each cue as it begins.
        note: is given what a person should know.
        clock: that the player goes by.

    Raises:
        SoundError: there is no sound at the start; what happens later is noted.
    """
    try:
        await player.open(clock)
        if not player.heard:
            raise SoundError(next(iter(player.notes()), "the sound device does not answer"))
        await player.prepare(planned)
        start_s = clock() + _LEAD_S
        player.start(start_s)
        for cue in planned:
            await asyncio.sleep(start_s + cue.start_s - clock())
            show(cue)
            for line in player.notes():
                note(line)
        await asyncio.sleep(start_s + duration_s + _TAIL_S - clock())
    finally:
        await player.close()
