import asyncio
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from recorder.sound.engines import SpeechEngine
from recorder.sound.phrases import PhraseBook, Phrases, Unspoken, cache_path
from recorder.sound.shaping import SPEECH_LEVEL
from tests.fakes.sound import RATE_HZ, FakeEngine, seconds_of


def prepared(
    engine: SpeechEngine, folder: Path, texts: Sequence[str], timeout_s: float = 5
) -> Phrases:
    return asyncio.run(PhraseBook(engine, folder).prepare(texts, RATE_HZ, timeout_s))


def test_phrases_come_at_the_rate_of_the_stream(tmp_path: Path) -> None:
    phrases = prepared(FakeEngine(), tmp_path, ["squats", "workout over"])
    assert phrases.unspoken == ()
    for text, samples in phrases.sounds.items():
        assert len(samples) / RATE_HZ == pytest.approx(seconds_of(text), abs=0.05)
        assert np.abs(samples).max() == pytest.approx(SPEECH_LEVEL, rel=0.01)


def test_a_phrase_is_spoken_once(tmp_path: Path) -> None:
    first, second = FakeEngine(), FakeEngine()
    prepared(first, tmp_path, ["squats", "squats", " "])
    phrases = prepared(second, tmp_path, ["squats", "burpees"])
    assert (first.spoken, second.spoken) == (["squats"], ["burpees"])
    assert phrases.sounds.keys() == {"squats", "burpees"}


@pytest.mark.parametrize("identity", ["fake 2 en 160", "fake 1 de 160", "fake 1 en 200"])
def test_another_engine_voice_or_pace_speaks_anew(tmp_path: Path, identity: str) -> None:
    prepared(FakeEngine(), tmp_path, ["squats"])
    other = FakeEngine(identity)
    prepared(other, tmp_path, ["squats"])
    assert other.spoken == ["squats"]


@pytest.mark.parametrize("text", ["../../etc/passwd", "a/b", "\0", "x" * 5000, "Liegestütze\n"])
def test_no_text_leaves_the_folder(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "speech"
    prepared(FakeEngine(), folder, [text])
    assert [path.name for path in tmp_path.iterdir()] == ["speech"]
    for path in folder.iterdir():
        assert len(path.name) == 36


def test_what_cannot_be_spoken_is_told_and_the_rest_is_said(tmp_path: Path) -> None:
    engine = FakeEngine(unable=("two",), silent=("three",))
    phrases = prepared(engine, tmp_path, ["one", "two", "three", "four"])
    assert phrases.sounds.keys() == {"one", "four"}
    assert phrases.unspoken == (
        Unspoken(("two",), "the speech engine hung for 10 s"),
        Unspoken(("three",), "the speech engine gave no sound"),
    )
    assert len(list(tmp_path.iterdir())) == 2


def test_a_damaged_file_is_spoken_anew(tmp_path: Path) -> None:
    prepared(FakeEngine(), tmp_path, ["squats"])
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:20])
    again = FakeEngine()
    assert prepared(again, tmp_path, ["squats"]).sounds.keys() == {"squats"}
    assert again.spoken == ["squats"]


def test_without_an_engine_everything_is_shown_instead(tmp_path: Path) -> None:
    engine = FakeEngine(missing=True)
    (unspoken,) = prepared(engine, tmp_path, ["one", "two", "three"]).unspoken
    assert f"{unspoken}" == (
        "no speech for 'one' and 2 more: there is no speech engine; it is shown instead"
    )
    assert engine.closed == 1


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (unspoken,) = prepared(FakeEngine(), tmp_path / "file" / "speech", ["one"]).unspoken
    assert "Not a directory" in unspoken.reason


def test_an_engine_that_takes_too_long_is_not_waited_for(tmp_path: Path) -> None:
    class Slow(FakeEngine):
        async def render(self, text: str, path: Path) -> None:
            if text == "two":
                await asyncio.sleep(60)
            await super().render(text, path)

    phrases = prepared(Slow(), tmp_path, ["one", "two", "three"], timeout_s=0.3)
    assert phrases.sounds.keys() == {"one"}
    assert phrases.unspoken == (Unspoken(("two", "three"), "not done in 0.3 s"),)


def test_nothing_to_say_needs_no_engine(tmp_path: Path) -> None:
    assert prepared(FakeEngine(missing=True), tmp_path, []) == Phrases({})


def test_a_service_keeps_its_phrases_in_its_own_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/home/ada/.cache")
    assert cache_path() == Path("/home/ada/.cache/exermoted/speech")
    monkeypatch.setenv("CACHE_DIRECTORY", "/var/cache/exermoted")
    assert cache_path() == Path("/var/cache/exermoted/speech")
