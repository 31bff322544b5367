import asyncio
import sys
from pathlib import Path

import pytest

from recorder.sound.engines import CommandEngine, Pyttsx3Engine, SpeechEngine, engine_for
from recorder.sound.language import load_language
from recorder.sound.settings import SoundSettings
from recorder.sound.wav import read_wav
from sessions.errors import SoundError, UsageError
from tests.fakes.sound import write_tone
from tests.recorder.sound.needs import needs_espeak

TIMEOUT_S = 1.0


def rendered(engine: SpeechEngine, text: str, path: Path) -> str:
    async def run() -> str:
        try:
            identity = await engine.open()
            await engine.render(text, path)
        finally:
            await engine.close()
        return identity

    return asyncio.run(run())


def worker(folder: Path, code: str) -> Path:
    path = folder / "worker.py"
    path.write_text(code)
    return path


@needs_espeak
@pytest.mark.parametrize(
    ("voice", "text"), [("en", "burpees"), ("de", "fünf"), ("en-us+f3", "one")]
)
def test_espeak_speaks_into_a_file(tmp_path: Path, voice: str, text: str) -> None:
    identity = rendered(Pyttsx3Engine(voice, 160), text, tmp_path / "a.wav")
    samples, rate_hz = read_wav(tmp_path / "a.wav")
    assert 0.2 < len(samples) / rate_hz < 2
    assert abs(samples).max() > 0.1
    assert identity.startswith("pyttsx3 2.")
    assert identity.endswith(f"{voice} 160")


@needs_espeak
def test_each_phrase_gets_its_file(tmp_path: Path) -> None:
    async def run() -> None:
        engine = Pyttsx3Engine("en", 160)
        for text in ("one", "twenty-seven"):
            await engine.render(text, tmp_path / f"{text}.wav")
        await engine.close()

    asyncio.run(run())
    lengths = [len(read_wav(tmp_path / f"{text}.wav")[0]) for text in ("one", "twenty-seven")]
    assert lengths[0] < lengths[1]


@needs_espeak
def test_a_faster_voice_takes_less_time(tmp_path: Path) -> None:
    lengths = []
    for words_per_minute in (120, 240):
        rendered(Pyttsx3Engine("en", words_per_minute), "workout over", tmp_path / "a.wav")
        lengths.append(len(read_wav(tmp_path / "a.wav")[0]))
    assert lengths[1] < 0.8 * lengths[0]


@needs_espeak
def test_a_voice_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match="eSpeak has no voice 'elvish'; see espeak-ng --voices"):
        rendered(Pyttsx3Engine("elvish", 160), "one", tmp_path / "a.wav")


def test_a_worker_that_hangs_is_ended_and_the_next_phrase_gets_a_new_one(
    tmp_path: Path,
) -> None:
    hangs_once = worker(
        tmp_path,
        "import json, pathlib, time\n"
        "print(json.dumps({'engine': 'fake'}), flush=True)\n"
        "input()\n"
        "flag = pathlib.Path(__file__).with_name('hung')\n"
        "if not flag.exists():\n"
        "    flag.touch()\n"
        "    time.sleep(60)\n"
        "print('{}', flush=True)\n",
    )

    async def run() -> None:
        engine = Pyttsx3Engine("en", 160, TIMEOUT_S, hangs_once)
        await engine.open()
        with pytest.raises(SoundError, match="the speech engine hung for 1 s"):
            await engine.render("one", tmp_path / "a.wav")
        await engine.render("two", tmp_path / "b.wav")
        await engine.close()

    asyncio.run(run())


def test_a_worker_that_dies_is_told(tmp_path: Path) -> None:
    dies = worker(tmp_path, 'print(\'{"engine": "fake"}\', flush=True)')
    with pytest.raises(SoundError, match="the speech engine has ended"):
        rendered(Pyttsx3Engine("en", 160, TIMEOUT_S, dies), "one", tmp_path / "a.wav")


def test_a_user_s_program_speaks_instead(tmp_path: Path) -> None:
    write_tone(tmp_path / "source.wav", 0.5, 0.3)
    code = (
        "import shutil, sys; "
        "assert sys.stdin.read() == 'Kniebeugen\\n'; shutil.copy(sys.argv[1], sys.argv[2])"
    )
    argv = (sys.executable, "-c", code, str(tmp_path / "source.wav"), "{wav}")
    identity = rendered(CommandEngine(argv), "Kniebeugen", tmp_path / "a.wav")
    assert len(read_wav(tmp_path / "a.wav")[0]) > 0
    assert str((tmp_path / "source.wav").stat().st_mtime_ns) in identity


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ("import sys; sys.exit('no model')", "failed: no model"),
        ("import sys; sys.exit(3)", "failed: no reason given"),
        ("import time; time.sleep(60)", "hung for 1 s"),
    ],
)
def test_a_user_s_program_that_fails_is_told(tmp_path: Path, code: str, complaint: str) -> None:
    engine = CommandEngine((sys.executable, "-c", code, "{wav}"), TIMEOUT_S)
    with pytest.raises(SoundError, match=complaint):
        rendered(engine, "one", tmp_path / "a.wav")


def test_a_user_s_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match="there is no program 'piperr'"):
        rendered(CommandEngine(("piperr", "{wav}")), "one", tmp_path / "a.wav")


def test_a_command_without_a_place_for_its_file_is_refused() -> None:
    with pytest.raises(UsageError, match=r"\{wav\}, the file to write, is missing"):
        engine_for(SoundSettings(voice_command=("piper",)), load_language("en"))


def test_the_settings_choose_the_engine() -> None:
    english = load_language("en")
    assert isinstance(engine_for(SoundSettings(), english), Pyttsx3Engine)
    command = SoundSettings(voice_command=("piper", "{wav}"))
    assert isinstance(engine_for(command, english), CommandEngine)
