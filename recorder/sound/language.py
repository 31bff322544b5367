"""The words of the cues: English and German are built in, a YAML file of the user's adds more."""

from importlib import resources
from pathlib import Path

import msgspec

from sessions.errors import DataError, UsageError
from sessions.exercises import Exercises, load_exercises

_BUILTIN = resources.files("recorder.sound.languages")


class Language(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The words of one language.

    Attributes:
        voice: the eSpeak voice that speaks it.
        workout_over: said when no set follows.
        exercises: by name, how a built-in exercise is announced.
        numbers: the words of 1, 2, 3, … for live counts.
    """

    voice: str
    workout_over: str
    exercises: dict[str, str]
    numbers: tuple[str, ...]

    def announcements(self, exercises: Exercises) -> dict[str, str]:
        """Returns how each exercise is announced: what the user wrote goes before our words."""
        builtin = {each.name: each.spoken for each in load_exercises().exercises}
        return {
            each.name: self.exercises.get(each.name, each.spoken)
            if each.spoken == builtin.get(each.name)
            else each.spoken
            for each in exercises.exercises
        }

    def number(self, number: int) -> str | None:
        """Returns the word of ``number``, or None where there is none."""
        return self.numbers[number - 1] if 1 <= number <= len(self.numbers) else None


def builtin_languages() -> tuple[str, ...]:
    names = (entry.name for entry in _BUILTIN.iterdir())
    return tuple(sorted(name[: -len(".yaml")] for name in names if name.endswith(".yaml")))


def load_language(name: str) -> Language:
    """Returns a built-in language by its code, or that of a YAML file by its path.

    Raises:
        UsageError: neither a built-in language nor a file.
        DataError: the file is not a language; names the place in it.
    """
    if name in builtin_languages():
        return msgspec.yaml.decode(_BUILTIN.joinpath(f"{name}.yaml").read_bytes(), type=Language)
    path = Path(name).expanduser()
    try:
        return msgspec.yaml.decode(path.read_bytes(), type=Language)
    except OSError as error:
        known = ", ".join(builtin_languages())
        raise UsageError(f"language '{name}' is neither built in ({known}) nor a file") from error
    except msgspec.MsgspecError as error:
        raise DataError(path, f"is not a language: {error}") from error
