"""The exercises of a workout: three are built in, a YAML file of the user's replaces or adds."""

from importlib import resources
from pathlib import Path
from typing import Annotated

import msgspec

from sessions.errors import DataError

Positive = Annotated[float, msgspec.Meta(gt=0, le=600)]
Trimmed = Annotated[float, msgspec.Meta(ge=0, le=60)]
Count = Annotated[int, msgspec.Meta(ge=1, le=100)]
Name = Annotated[str, msgspec.Meta(pattern=r"^[^\W_][\w -]{0,39}$")]


class Exercise(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An exercise as the script needs it.

    Attributes:
        name: the label it gives, and the class a model learns.
        spoken: how the coach announces it.
        shortest_s: the shortest repetition asked for.
        longest_s: the longest one.
        first_half: share of a repetition at which the whistle turns.
        pause_s: shortest and longest break after a repetition.
        repetitions: fewest and most repetitions of a set.
        trimmed_s: how much at either end of a repetition is a break to a model: where people
            still stand as the whistle begins, and stand again before it ends.
    """

    name: Name
    spoken: str
    shortest_s: Positive
    longest_s: Positive
    first_half: Annotated[float, msgspec.Meta(ge=0.1, le=0.9)] = 0.5
    pause_s: tuple[Positive, Positive] = (0.8, 3.0)
    repetitions: tuple[Count, Count] = (5, 10)
    trimmed_s: Trimmed = 0.0

    def __post_init__(self) -> None:
        if self.name.casefold() == "break":
            raise ValueError("'Break' is what lies between exercises; choose another name")
        _ordered("shortest_s and longest_s", self.shortest_s, self.longest_s)
        _ordered("pause_s", *self.pause_s)
        _ordered("repetitions", *self.repetitions)


class Exercises(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The exercises to choose from and the length of the breaks between sets.

    Attributes:
        exercises: by name, each once.
        set_break_s: shortest and longest break before a set.
        keep_builtin: whether a file of the user's adds to the built-in exercises.
    """

    exercises: tuple[Exercise, ...]
    set_break_s: tuple[Positive, Positive] = (15.0, 25.0)
    keep_builtin: bool = True

    @property
    def trimmed_s(self) -> dict[str, float]:
        """By exercise, how much at either end of a repetition is a break to a model."""
        return {each.name: each.trimmed_s for each in self.exercises if each.trimmed_s}

    def __post_init__(self) -> None:
        _ordered("set_break_s", *self.set_break_s)
        names = [exercise.name for exercise in self.exercises]
        if not names:
            raise ValueError("no exercises are listed")
        if len(set(names)) < len(names):
            raise ValueError("an exercise is listed twice")


def _ordered(what: str, low: float, high: float) -> None:
    if low > high:
        raise ValueError(f"{what}: {low:g} is above {high:g}")


def load_exercises(path: Path | None = None) -> Exercises:
    """Returns the built-in exercises, with those of the user's YAML file replacing or added.

    Raises:
        DataError: the file cannot be read or says something impossible; names the place in it.
    """
    builtin = _decode(resources.files("sessions").joinpath("exercises.yaml").read_bytes())
    if path is None:
        return builtin
    try:
        own = _decode(path.read_bytes())
    except OSError as error:
        raise DataError(path, f"cannot be read: {error.strerror}") from error
    except msgspec.MsgspecError as error:
        raise DataError(path, f"is not a list of exercises: {error}") from error
    return _merged(builtin, own) if own.keep_builtin else own


def _decode(data: bytes) -> Exercises:
    return msgspec.yaml.decode(data, type=Exercises)


def _merged(builtin: Exercises, own: Exercises) -> Exercises:
    by_name = {exercise.name: exercise for exercise in (*builtin.exercises, *own.exercises)}
    return msgspec.structs.replace(own, exercises=tuple(by_name.values()))
