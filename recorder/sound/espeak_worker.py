"""The process in which pyttsx3 speaks into files: ``python -m recorder.sound.espeak_worker``.

pyttsx3 hangs, prints and keeps state between phrases; here it can do so without harm. The first
line on standard output tells the engine's version or why there is none; then each line on
standard input asks for one phrase and is answered by one line.
"""

import json
import os
import sys
from importlib.metadata import version
from typing import Any, TextIO


def main() -> None:
    voice, words_per_minute = sys.argv[1], int(sys.argv[2])
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # pyttsx3 prints on standard output
    try:
        found, engine = _find(voice)
    except Exception as error:  # noqa: BLE001 # whatever its native library comes up with
        _answer(answers, error=f"{error}".strip().splitlines()[0])
        return
    _answer(answers, engine=engine)
    for line in sys.stdin:
        wanted = json.loads(line)
        try:
            _speak(wanted["text"], wanted["path"], found, words_per_minute)
        except Exception as error:  # noqa: BLE001 # as above
            _answer(answers, error=f"{error}")
        else:
            _answer(answers)


def _find(voice: str) -> tuple[str, str]:
    """Returns the voice as eSpeak names it, and the engine with its version."""
    import pyttsx3  # noqa: PLC0415 # only this process loads eSpeak
    from pyttsx3.drivers import _espeak  # noqa: PLC0415

    engine = f"pyttsx3 {version('pyttsx3')}, eSpeak {_espeak.Info(None).decode()}"
    base, plus, variant = voice.partition("+")
    for known in pyttsx3.init().getProperty("voices"):
        names = (known.id, known.id.rpartition("/")[2], known.name.casefold(), *known.languages)
        if base.casefold() in names:
            return known.id + plus + variant, engine
    raise ValueError(f"eSpeak has no voice '{voice}'; see espeak-ng --voices")


def _speak(text: str, path: str, voice: str, words_per_minute: int) -> None:
    import pyttsx3  # noqa: PLC0415 # as above

    engine = pyttsx3.init()  # a new one for each phrase: of two queued saves only one is done
    engine.setProperty("voice", voice)
    engine.setProperty("rate", words_per_minute)
    engine.save_to_file(text, path)
    engine.runAndWait()
    if engine.getProperty("voice") != voice.casefold():
        raise ValueError(f"eSpeak does not take the voice '{voice}'")  # it keeps the one before


def _answer(answers: TextIO, **answer: Any) -> None:
    print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
