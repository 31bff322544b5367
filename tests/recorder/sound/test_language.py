from pathlib import Path

import msgspec
import pytest

from recorder.sound.language import builtin_languages, load_language
from sessions.errors import DataError, UsageError
from sessions.exercises import Exercise, load_exercises


def test_english_and_german_are_built_in() -> None:
    assert builtin_languages() == ("de", "en")


@pytest.mark.parametrize("name", builtin_languages())
def test_a_builtin_language_has_a_word_for_everything(name: str) -> None:
    language = load_language(name)
    builtin = {exercise.name for exercise in load_exercises().exercises}
    assert language.exercises.keys() == builtin
    assert len(set(language.numbers)) == 30
    assert language.workout_over


def test_numbers_are_words() -> None:
    german = load_language("de")
    assert (german.number(1), german.number(30)) == ("eins", "dreißig")
    assert german.number(0) is None
    assert german.number(31) is None


def test_builtin_exercises_are_announced_in_the_language() -> None:
    assert load_language("de").announcements(load_exercises())["Squat"] == "Kniebeugen"


def test_what_the_user_wrote_is_said_as_it_is() -> None:
    builtin = load_exercises()
    lunge = Exercise(name="Lunge", spoken="Ausfallschritte", shortest_s=2, longest_s=3)
    squat = Exercise(name="Squat", spoken="deep squats", shortest_s=2, longest_s=3)
    own = msgspec.structs.replace(builtin, exercises=(lunge, squat))
    assert load_language("de").announcements(own) == {
        "Lunge": "Ausfallschritte",
        "Squat": "deep squats",
    }


def test_a_user_can_add_a_language(tmp_path: Path) -> None:
    file = tmp_path / "fr.yaml"
    file.write_text(
        "voice: fr\nworkout_over: c'est fini\nexercises: {Squat: flexions}\nnumbers: [un, deux]\n"
    )
    assert load_language(str(file)).number(2) == "deux"


def test_a_language_that_is_not_there_is_told() -> None:
    with pytest.raises(UsageError, match=r"'tlh' is neither built in \(de, en\) nor a file"):
        load_language("tlh")


def test_a_file_that_is_no_language_is_told_with_the_place_in_it(tmp_path: Path) -> None:
    file = tmp_path / "fr.yaml"
    file.write_text("voice: fr\nworkout_over: fini\nexercises: {}\nnumbers: [1]\n")
    with pytest.raises(DataError, match=r"fr\.yaml: is not a language: .*numbers\[0\]"):
        load_language(str(file))
