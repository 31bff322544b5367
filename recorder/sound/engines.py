"""What speaks a phrase into a WAV file: pyttsx3 in a process of its own, or the user's program."""

import asyncio
import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from recorder.sound import espeak_worker
from recorder.sound.language import Language
from recorder.sound.settings import SoundSettings
from sessions.errors import SoundError, UsageError

OPEN_TIMEOUT_S = 15.0
PHRASE_TIMEOUT_S = 10.0
WAV_PLACEHOLDER = "{wav}"


class SpeechEngine(Protocol):
    """Something that can speak."""

    async def open(self) -> str:
        """Makes it ready and returns what its sound depends on: version, voice, pace.

        Raises:
            SoundError: there is no such engine; says what to do.
        """

    async def render(self, text: str, path: Path) -> None:
        """Speaks a phrase into a WAV file.

        Raises:
            SoundError: it could not.
        """

    async def close(self) -> None:
        """Ends it."""


def engine_for(settings: SoundSettings, language: Language) -> SpeechEngine:
    """Returns the engine that the settings ask for.

    Raises:
        UsageError: the user's command does not say where its WAV file goes.
    """
    if settings.voice_command:
        return CommandEngine(settings.voice_command)
    return Pyttsx3Engine(settings.voice or language.voice, settings.words_per_minute)


class Pyttsx3Engine:
    """eSpeak by way of pyttsx3, in a worker process that is ended when it hangs.

    Args:
        voice: a voice of eSpeak's.
        words_per_minute: how fast it speaks.
        timeout_s: how long a phrase may take.
        worker: the program that is the worker.
    """

    def __init__(
        self,
        voice: str,
        words_per_minute: int,
        timeout_s: float = PHRASE_TIMEOUT_S,
        worker: Path = Path(espeak_worker.__file__),
    ) -> None:
        self._pace = (voice, str(words_per_minute))
        self._timeout_s = timeout_s
        self._worker = worker
        self._process: asyncio.subprocess.Process | None = None

    async def open(self) -> str:
        # -P: the worker's folder must not come before the standard library.
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            str(self._worker),
            *self._pace,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        hello = await self._answer(OPEN_TIMEOUT_S)
        return " ".join((hello["engine"], *self._pace))

    async def render(self, text: str, path: Path) -> None:
        if self._process is None:
            await self.open()
        await self._ask({"text": text, "path": str(path)})
        await self._answer(self._timeout_s)

    async def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            if process.returncode is None:
                process.kill()
            await process.communicate()

    async def _ask(self, question: dict[str, str]) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(question).encode() + b"\n")
        try:
            await self._process.stdin.drain()
        except ConnectionError as error:
            await self.close()
            raise SoundError("the speech engine has ended") from error

    async def _answer(self, timeout_s: float) -> dict[str, Any]:
        """Returns the worker's next line; a worker that hangs or dies is ended."""
        assert self._process is not None
        assert self._process.stdout is not None
        try:
            async with asyncio.timeout(timeout_s):
                line = await self._process.stdout.readline()
        except TimeoutError as error:
            await self.close()
            raise SoundError(f"the speech engine hung for {timeout_s:g} s") from error
        if not line:
            await self.close()
            raise SoundError("the speech engine has ended")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise SoundError(answer["error"])
        return answer


class CommandEngine:
    """A program of the user's, such as piper: text on standard input, a WAV file as output.

    Args:
        argv: program and arguments; ``{wav}`` in one of them stands for the file to write.
        timeout_s: how long a phrase may take.

    Raises:
        UsageError: ``{wav}`` is missing.
    """

    def __init__(self, argv: Sequence[str], timeout_s: float = PHRASE_TIMEOUT_S) -> None:
        if not any(WAV_PLACEHOLDER in argument for argument in argv):
            raise UsageError(
                f"sound.voice_command: {WAV_PLACEHOLDER}, the file to write, is missing"
            )
        self._argv = tuple(argv)
        self._timeout_s = timeout_s

    async def open(self) -> str:
        program = shutil.which(self._argv[0])
        if program is None:
            raise SoundError(f"sound.voice_command: there is no program '{self._argv[0]}'")
        return " ".join((*self._argv, *_ages((program, *self._argv[1:]))))

    async def render(self, text: str, path: Path) -> None:
        argv = [argument.replace(WAV_PLACEHOLDER, str(path)) for argument in self._argv]
        try:
            process = await asyncio.create_subprocess_exec(
                *argv,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
            )
        except OSError as error:
            raise SoundError(f"'{argv[0]}' cannot be run: {error.strerror}") from error
        complaint = await self._finish(process, text.encode() + b"\n")
        if process.returncode:
            last = complaint.decode(errors="replace").strip().splitlines()[-1:] or [
                "no reason given"
            ]
            raise SoundError(f"'{argv[0]}' failed: {last[0]}")

    async def close(self) -> None:
        pass

    async def _finish(self, process: asyncio.subprocess.Process, text: bytes) -> bytes:
        try:
            async with asyncio.timeout(self._timeout_s):
                _, complaint = await process.communicate(text)
        except TimeoutError as error:
            raise SoundError(f"'{self._argv[0]}' hung for {self._timeout_s:g} s") from error
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        return complaint


def _ages(paths: Iterable[str]) -> list[str]:
    """Returns the age of program and voice file: the version that they do not tell."""
    return [str(Path(path).stat().st_mtime_ns) for path in paths if Path(path).is_file()]
