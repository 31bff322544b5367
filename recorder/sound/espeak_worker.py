"""The process in which pyttsx3 speaks into files: ``espeak_worker.py VOICE WORDS_PER_MINUTE``.

The first line on standard output tells the engine's version or why there is none; then each line
on standard input asks for one phrase and is answered by one line. Whatever pyttsx3 prints or
hangs at does no harm here.

eSpeak works in a thread of its own that pyttsx3 does not wait for: `runAndWait` returns after
10 ms (nateshmbhat/pyttsx3#219), a phrase can overtake the pace that was set for it, and the thread
can sleep through what it was asked until it is asked something else. So each step is waited for,
and eSpeak is nudged meanwhile.
"""

import json
import os
import sys
import threading
import time
from importlib.metadata import version
from typing import Any, TextIO

_STEP_S = 0.02
_STEPS = 250


def main() -> None:
    voice, words_per_minute = sys.argv[1], int(sys.argv[2])
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # pyttsx3 prints on standard output
    try:
        speaker = _Speaker(voice, words_per_minute)
    except Exception as error:  # noqa: BLE001 # whatever its native library comes up with
        _answer(answers, error=f"{error}")
        return
    _answer(answers, engine=speaker.version)
    for line in sys.stdin:
        wanted = json.loads(line)
        try:
            speaker.speak(wanted["text"], wanted["path"])
        except Exception as error:  # noqa: BLE001 # as above
            _answer(answers, error=f"{error}")
        else:
            _answer(answers)


class _Speaker:
    """pyttsx3 with a voice and a pace that eSpeak has really taken."""

    def __init__(self, voice: str, words_per_minute: int) -> None:
        import pyttsx3  # noqa: PLC0415 # only this process loads eSpeak

        try:
            from pyttsx3.drivers import _espeak  # noqa: PLC0415 # as above
        except Exception as error:
            raise ValueError(
                "eSpeak cannot be loaded; install it: apt install espeak-ng"
            ) from error
        self.version = f"pyttsx3 {version('pyttsx3')}, eSpeak {_espeak.Info(None).decode()}"
        self._pace = words_per_minute
        self._engine = pyttsx3.init()
        known = _known(self._engine, voice)
        self._engine.setProperty("voice", known)
        self._engine.runAndWait()
        if self._engine.getProperty("voice") != known.casefold():
            raise ValueError(f"eSpeak does not take the voice '{voice}'")
        for _ in range(_STEPS):
            self._nudge()
            time.sleep(_STEP_S)
            if self._engine.getProperty("rate") == words_per_minute:
                return
        raise ValueError(f"eSpeak does not take a pace of {words_per_minute} words a minute")

    def speak(self, text: str, path: str) -> None:
        finished = threading.Event()
        token = self._engine.connect("finished-utterance", lambda **_: finished.set())
        self._engine.save_to_file(text, path)
        self._engine.runAndWait()
        while not finished.wait(_STEP_S * 10):
            self._nudge()
        self._engine.disconnect(token)

    def _nudge(self) -> None:
        self._engine.setProperty("rate", self._pace)


def _known(engine: Any, voice: str) -> str:
    """Returns the voice as eSpeak names it; of an unknown one it would keep the one before."""
    base, plus, variant = voice.partition("+")
    for known in engine.getProperty("voices"):
        names = (known.id, known.id.rpartition("/")[2], known.name.casefold(), *known.languages)
        if base.casefold() in names:
            return f"{known.id}{plus}{variant}"
    raise ValueError(f"eSpeak has no voice '{voice}'; see espeak-ng --voices")


def _answer(answers: TextIO, **answer: Any) -> None:
    print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
