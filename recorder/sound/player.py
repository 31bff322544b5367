"""The coach's player: speaks and whistles a workout's cues on the session's clock."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, Self

from recorder.coach import Cue, Speech
from recorder.sound.engines import SpeechEngine, engine_for
from recorder.sound.keeper import Keeper, SoundCounts
from recorder.sound.language import Language, load_language
from recorder.sound.mixer import Clip, Lane, Mixer, Playlist
from recorder.sound.output import Output, PortAudio
from recorder.sound.phrases import PhraseBook, cache_path
from recorder.sound.playlist import moved, playlist
from recorder.sound.settings import SoundSettings
from recorder.source import Clock

PATIENCE_S = 3.0


class Sound(Protocol):
    """What cues are heard from. Nothing in it raises or blocks: a session goes on without."""

    @property
    def counts(self) -> SoundCounts:
        """What became of it so far."""

    async def open(self, clock: Clock) -> None:
        """Opens the output; its failure is a note, and it is tried again now and then."""

    async def prepare(self, cues: Sequence[Cue]) -> None:
        """Makes the sound of a workout and of the live counts, ahead of both."""

    def start(self, start_s: float) -> None:
        """Plays the workout that was prepared as one that begins at ``start_s`` on the clock."""

    def stop(self) -> None:
        """Falls silent."""

    def say_number(self, number: int) -> bool:
        """Says a live count now; returns False where it will not be heard."""

    async def close(self) -> None:
        """Gives the output back."""

    def notes(self) -> Sequence[str]:
        """Returns what happened since the last call and a person should know, a line each."""


class Silent:
    """No sound at all, as ``--quiet`` asks for."""

    def __init__(self) -> None:
        self.counts = SoundCounts()

    async def open(self, clock: Clock) -> None:
        pass

    async def prepare(self, cues: Sequence[Cue]) -> None:
        pass

    def start(self, start_s: float) -> None:
        pass

    def stop(self) -> None:
        pass

    def say_number(self, number: int) -> bool:  # noqa: ARG002 # the protocol's
        return False

    async def close(self) -> None:
        pass

    def notes(self) -> Sequence[str]:
        return ()


class Player:
    """Sound from an output.

    Args:
        output: the sound card.
        engine: what speaks.
        language: the words of the live counts.
        rate_hz: the output's.
        cache: where spoken phrases are kept.
        patience_s: how long the output may take to open or close.
    """

    @classmethod
    def of(cls, settings: SoundSettings) -> Self:
        """Returns the player that the settings ask for.

        Raises:
            UsageError: the language or the voice command is none.
            DataError: the language's file is none.
        """
        language = load_language(settings.language)
        engine = engine_for(settings, language)
        return cls(PortAudio(settings), engine, language, settings.rate_hz)

    def __init__(
        self,
        output: Output,
        engine: SpeechEngine,
        language: Language,
        rate_hz: int,
        cache: Path | None = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._output = output
        self._book = PhraseBook(engine, cache or cache_path())
        self._language = language
        self._rate_hz = rate_hz
        self._patience_s = patience_s
        self._mixer = Mixer()
        self._keeper: Keeper | None = None
        self._workout: Playlist = ()
        self._numbers: dict[str, Clip] = {}
        self._notes: list[str] = []

    @property
    def counts(self) -> SoundCounts:
        return self._keeper.counts if self._keeper else SoundCounts()

    @property
    def heard(self) -> bool:
        """Whether the output is open."""
        return self._keeper is not None and self._keeper.heard

    async def open(self, clock: Clock) -> None:
        self._keeper = Keeper(self._output, self._mixer, clock)
        self._keeper.start()
        if not await asyncio.to_thread(self._keeper.wait_for_first_try, self._patience_s):
            self._notes.append("no sound: the sound server does not answer; waiting for it")

    async def prepare(self, cues: Sequence[Cue]) -> None:
        texts = [cue.text for cue in cues if isinstance(cue, Speech)]
        phrases = await self._book.prepare((*texts, *self._language.numbers), self._rate_hz)
        self._notes += [f"{unspoken}" for unspoken in phrases.unspoken]
        self._workout = await asyncio.to_thread(playlist, cues, phrases.sounds, self._rate_hz)
        self._numbers = {
            word: Clip(phrases.sounds[word], Lane.SPEECH)
            for word in self._language.numbers
            if word in phrases.sounds
        }

    def start(self, start_s: float) -> None:
        self._mixer.play(moved(self._workout, round(start_s * self._rate_hz)))

    def stop(self) -> None:
        self._mixer.play(())

    def say_number(self, number: int) -> bool:
        clip = self._numbers.get(self._language.number(number) or "")
        return clip is not None and self.heard and self._mixer.play_at_once(clip)

    async def close(self) -> None:
        self.stop()
        keeper = self._keeper
        if keeper is not None and not await asyncio.to_thread(keeper.close, self._patience_s):
            self._output.abandon()

    def notes(self) -> Sequence[str]:
        found = self._notes + self._drained()
        self._notes = []
        return found

    def _drained(self) -> list[str]:
        notes = self._keeper.notes if self._keeper else None
        return [notes.popleft() for _ in range(len(notes))] if notes else []
