"""Phrases spoken ahead of time and kept on disk, so that nobody waits for speech in a session."""

import asyncio
import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recorder.sound.engines import SpeechEngine
from recorder.sound.shaping import speech_clip
from recorder.sound.synthesis import Samples
from recorder.sound.wav import read_wav
from sessions.errors import DataError, SoundError

PREPARE_TIMEOUT_S = 60.0
LONGEST_PHRASE_S = 15.0
Recording = tuple[Samples, int]
"""Samples and their rate in Hz."""

_QUIETEST = 0.003  # peak; what lies below was not spoken


def cache_path() -> Path:
    """Returns where spoken phrases are kept; a service's own folder goes before the user's."""
    service = os.environ.get("CACHE_DIRECTORY")
    if service:
        return Path(service) / "speech"
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "exermoted" / "speech"


@dataclass(frozen=True, slots=True)
class Unspoken:
    """Phrases that there is no sound of, and why."""

    texts: tuple[str, ...]
    reason: str

    def __str__(self) -> str:
        more = f" and {len(self.texts) - 1} more" if len(self.texts) > 1 else ""
        return f"no speech for '{self.texts[0]}'{more}: {self.reason}; it is shown instead"


@dataclass(frozen=True, slots=True)
class Phrases:
    """What of a workout's texts can be said.

    Attributes:
        sounds: by text, ready for the mixer.
        unspoken: the rest.
    """

    sounds: dict[str, Samples]
    unspoken: tuple[Unspoken, ...] = ()


class PhraseBook:
    """Speaks phrases into files, each once for an engine, voice and pace.

    Args:
        engine: what speaks.
        directory: where the files are kept.
    """

    def __init__(self, engine: SpeechEngine, directory: Path) -> None:
        self._engine = engine
        self._directory = directory

    async def prepare(
        self, texts: Iterable[str], rate_hz: int, timeout_s: float = PREPARE_TIMEOUT_S
    ) -> Phrases:
        """Returns the sounds of ``texts`` at ``rate_hz``, and why some have none."""
        wanted = dict.fromkeys(text for text in texts if text.strip())
        recorded: dict[str, Recording] = {}
        failed: dict[str, str] = {}
        reason = f"not done in {timeout_s:g} s"
        try:
            async with asyncio.timeout(timeout_s):
                await self._speak_all(tuple(wanted), recorded, failed)
        except TimeoutError:
            pass  # the reason stands
        except (SoundError, OSError) as error:
            reason = f"{error}"
        finally:
            await self._engine.close()
        missing = {text: failed.get(text, reason) for text in wanted if text not in recorded}
        return Phrases(await asyncio.to_thread(_shaped, recorded, rate_hz), _by_reason(missing))

    async def _speak_all(
        self, texts: tuple[str, ...], recorded: dict[str, Recording], failed: dict[str, str]
    ) -> None:
        if not texts:
            return
        identity = await self._engine.open()
        self._directory.mkdir(parents=True, exist_ok=True)
        for text in texts:
            path = self._directory / _file_name(identity, text)
            try:
                recorded[text] = _read_spoken(path) or await self._speak(text, path)
            except SoundError as error:
                failed[text] = f"{error}"

    async def _speak(self, text: str, path: Path) -> Recording:
        """Speaks into a file that gets its name once it is known to be good."""
        with tempfile.TemporaryDirectory(dir=self._directory, prefix=".new-") as folder:
            new = Path(folder) / path.name
            await self._engine.render(text, new)
            recording = _read_spoken(new)
            if recording is None:
                raise SoundError("the speech engine gave no sound")
            new.replace(path)
            return recording


def _file_name(identity: str, text: str) -> str:
    return hashlib.sha256(f"{identity}\0{text}".encode()).hexdigest()[:32] + ".wav"


def _read_spoken(path: Path) -> Recording | None:
    """Returns what is recorded in a file, or None if that is no phrase."""
    try:
        samples, rate_hz = read_wav(path)
    except DataError:
        return None
    loud = np.abs(samples).max(initial=0.0) > _QUIETEST
    return (samples, rate_hz) if loud and len(samples) <= LONGEST_PHRASE_S * rate_hz else None


def _shaped(recorded: dict[str, Recording], rate_hz: int) -> dict[str, Samples]:
    return {text: speech_clip(*recording, rate_hz) for text, recording in recorded.items()}


def _by_reason(failed: dict[str, str]) -> tuple[Unspoken, ...]:
    reasons: dict[str, list[str]] = {}
    for text, reason in failed.items():
        reasons.setdefault(reason, []).append(text)
    return tuple(Unspoken(tuple(texts), reason) for reason, texts in reasons.items())
