"""A map: what the columns and the names of somebody else's CSVs mean.

Every error names the place in the file and what may stand there.
"""

import codecs
import re
from collections import ChainMap
from itertools import chain
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from recorder.foreign.units import ISO, QUANTITIES, TIME_UNITS_S, UNITS
from sessions.channels import PHONE
from sessions.errors import DataError
from sessions.exercises import Count, Name, Trimmed

Column = str | Annotated[int, msgspec.Meta(ge=1)]
"""A column's name in the header, or its number from 1."""

Axis = Literal["x", "y", "z", "-x", "-y", "-z"]
Seconds = Annotated[float, msgspec.Meta(ge=0)]
Rate = Annotated[float, msgspec.Meta(gt=0, le=10_000)]

_BESIDE = {f"{PHONE.name}.{quantity}" for quantity in ("rotation", "gravity", "attitude")}


class Time(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When a row was measured.

    Attributes:
        column: holds the time; None where there is none and `rate_hz` tells it.
        unit: s, ms, us, ns, or iso8601 for text such as 2019-01-11T16:10:08.270.
        format: of text that is not ISO 8601, as Python's strptime has it.
        rate_hz: of the rows, where no column tells the time.
    """

    column: Column | None = None
    unit: str | None = None
    format: str | None = None
    rate_hz: Rate | None = None

    def __post_init__(self) -> None:
        if (self.column is None) == (self.rate_hz is None):
            raise ValueError("a time is either a column with its unit, or a rate_hz")
        if self.column is not None and (self.unit is None) == (self.format is None):
            raise ValueError("a column of time needs a unit, or a format of its text")
        if self.unit is not None and self.unit not in (*TIME_UNITS_S, ISO):
            known = ", ".join((*TIME_UNITS_S, ISO))
            raise ValueError(f"a time's unit is one of {known}, not '{self.unit}'")


class Vector(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Three columns that are one quantity.

    Attributes:
        columns: along the sensor's own x, y and z; of an attitude its pitch, roll and yaw.
        unit: g, mg or m/s2; rad/s, deg/s or mdeg/s; rad or deg.
        scale: what a cell is multiplied by to be in that unit.
        axes: which of the sensor's axes our x, y and z are, with a sign.
        convention: the sign of gravity and acceleration: android where a sensor that lies face
            up reads z = +1 g, as accelerometers do, ios where it reads -1 g.
        gravity: whether gravity is still in an acceleration.
    """

    columns: tuple[Column, Column, Column]
    unit: str
    scale: float = 1.0
    axes: tuple[Axis, Axis, Axis] = ("x", "y", "z")
    convention: Literal["android", "ios"] | None = None
    gravity: bool | None = None

    def __post_init__(self) -> None:
        if sorted(axis[-1] for axis in self.axes) != ["x", "y", "z"]:
            raise ValueError(f"axes names x, y and z once each, not {', '.join(self.axes)}")

    def check(self, name: str) -> None:
        """Checks what depends on the quantity.

        Raises:
            ValueError: this cannot be such a quantity.
        """
        if name not in QUANTITIES:
            raise ValueError(f"there is no quantity '{name}'; there are {', '.join(QUANTITIES)}")
        stream, quantity = name.split(".")
        if self.unit not in UNITS[quantity]:
            known = ", ".join(UNITS[quantity])
            raise ValueError(f"the unit of {name} is one of {known}, not '{self.unit}'")
        if quantity in ("gravity", "acceleration") and self.convention is None:
            raise ValueError(f"{name} needs its convention: android (+1 g face up) or ios (-1 g)")
        if quantity != "acceleration":
            return
        if stream == PHONE.name and self.gravity is None:
            raise ValueError(f"{name} needs gravity: true where gravity is in it, else false")
        if stream != PHONE.name and self.gravity is False:
            raise ValueError(f"{name} has gravity in it; without gravity it can be the phone's")


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One kind of file.

    Attributes:
        time: when its rows were measured.
        quantities: by stream and quantity, as phone.acceleration.
        delimiter: between cells.
        decimal: the decimal point.
        header: whether the first line names the columns; else they are told by number.
        skip_lines: lines before that one.
        line_end: text to take off the end of each line, as a semicolon.
        encoding: of the text; what is none in it makes a bad row.
    """

    time: Time
    quantities: dict[str, Vector] = {}
    delimiter: Annotated[str, msgspec.Meta(min_length=1, max_length=1)] = ","
    decimal: Literal[".", ","] = "."
    header: bool = True
    skip_lines: Annotated[int, msgspec.Meta(ge=0)] = 0
    line_end: str = ""
    encoding: str = "utf-8-sig"

    def __post_init__(self) -> None:
        for name, vector in self.quantities.items():
            vector.check(name)
        try:
            codecs.lookup(self.encoding)
        except LookupError:
            raise ValueError(
                f"there is no encoding '{self.encoding}'; try utf-8 or cp1252"
            ) from None
        named = [c for vector in self.quantities.values() for c in vector.columns]
        if not self.header and any(isinstance(c, str) for c in (*named, self.time.column)):
            raise ValueError("without a header, columns are told by their numbers from 1")


class Halves(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A column that tells the halves of a repetition; any other cell is a break."""

    column: Column
    first: tuple[str, ...]
    second: tuple[str, ...]


class Labels(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was done, from a column or from the file's name.

    Attributes:
        group: of the file's name that tells the exercise.
        column: that tells it row by row, of the first table.
        values: what is written there, and the exercise it means.
        rest: what is written there between sets.
        others: what anything else means: rest, keep (an exercise of that name), or refuse; None:
            keep without `values`, refuse with them.
        ends_s: how much at the start and the end of a file named after its exercise is rest.
        set: a column that changes from one set to the next.
        repetition: a column that numbers the repetitions of a set.
        halves: of repetitions, where a column tells them.
        trimmed_s: by exercise, how much at either end of a repetition is a break to a model.
    """

    group: str | None = None
    column: Column | None = None
    values: dict[str, Name] = {}
    rest: tuple[str, ...] = ()
    others: Literal["rest", "keep", "refuse"] | None = None
    ends_s: tuple[Seconds, Seconds] = (0.0, 0.0)
    set: Column | None = None
    repetition: Column | None = None
    halves: Halves | None = None
    trimmed_s: dict[Name, Trimmed] = {}

    def __post_init__(self) -> None:
        if (self.group is None) == (self.column is None):
            raise ValueError("labels come either from a group of the file's name or a column")
        if self.column is None and (self.set or self.repetition or self.halves):
            raise ValueError("set, repetition and halves belong to labels from a column")
        if self.column is not None and any(self.ends_s):
            raise ValueError("ends_s belongs to labels from the file's name")


class Counts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How many repetitions each set has, where that is known.

    Attributes:
        group: of the file's name that tells it.
        column: that tells it, as a number or as a running count, of the first table.
        values: what is written there, and the number it means.
        files: by file name, the repetitions of its set or of each of its sets.
    """

    group: str | None = None
    column: Column | None = None
    values: dict[str, Count] = {}
    files: dict[str, Count | tuple[Count, ...]] = {}

    def __post_init__(self) -> None:
        if bool(self.group) + bool(self.column) + bool(self.files) != 1:
            raise ValueError("counts come from one of group, column and files")


class Subject(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who is recorded: a group of the file's name, a column of the first table, or one name."""

    group: str | None = None
    column: Column | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        if bool(self.group) + bool(self.column) + bool(self.name) != 1:
            raise ValueError("a subject comes from one of group, column and name")


class ImportMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The content of a map.

    Attributes:
        files: a regular expression that is searched in a file's name; files whose named groups
            other than `sensor` are alike belong together.
        tables: by what the group `sensor` says; one, of any name, where there is no such group.
        subject: who is recorded; by default what the group `subject` says.
        labels: what was done; by default the group `exercise`, if there is one.
        counts: how often; by default the group `count`, if there is one.
        split_s: a pause longer than that begins another session.
    """

    files: str
    tables: dict[str, Table]
    subject: Subject = Subject(group="subject")
    labels: Labels | None = None
    counts: Counts | None = None
    split_s: Seconds = 60.0

    def __post_init__(self) -> None:
        self._check_groups()
        self._check_tables()

    @property
    def has_gravity(self) -> bool:
        """Whether the phone's acceleration has gravity in it."""
        quantities = ChainMap(*(table.quantities for table in self.tables.values()))
        vector = quantities.get(f"{PHONE.name}.acceleration")
        return vector is not None and bool(vector.gravity)

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(re.compile(self.files).groupindex)

    @property
    def first(self) -> str:
        """The name of the first table: labels, counts and subjects by column are in it."""
        return next(iter(self.tables))

    def _check_groups(self) -> None:
        try:
            known = self.groups
        except re.error as error:
            raise ValueError(f"files is no regular expression: {error}") from None
        for part in (self.subject, self.labels, self.counts):
            if part is not None and part.group is not None and part.group not in known:
                raise ValueError(f"files has no group (?P<{part.group}>…); tell it otherwise")

    def _check_tables(self) -> None:
        names = list(chain.from_iterable(table.quantities for table in self.tables.values()))
        if not names:
            raise ValueError("tables holds no quantities")
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"{name} is told by two tables")
        if self.has_gravity and not _BESIDE & set(names):  # needed to take gravity out
            raise ValueError(
                "gravity is taken out of phone.acceleration by phone.rotation, which no table "
                "tells; without a gyroscope name a place, as belly.acceleration"
            )
        if len(self.tables) > 1 and "sensor" not in self.groups:
            raise ValueError(
                "several tables need a group (?P<sensor>…) in files to tell them apart"
            )
        if len(self.tables) > 1 and self.subject.column is not None:
            raise ValueError("a subject by column needs everything in one table")


def load_map(path: Path) -> ImportMap:
    """Reads a map.

    Raises:
        DataError: the file cannot be read or says something impossible; names the place in it.
    """
    try:
        read = msgspec.yaml.decode(path.read_bytes(), type=ImportMap)
    except OSError as error:
        raise DataError(path, f"cannot be read: {error.strerror}") from error
    except msgspec.MsgspecError as error:
        raise DataError(path, f"is not a map: {' '.join(str(error).split())}") from error
    groups = read.groups
    return msgspec.structs.replace(
        read,
        labels=read.labels or (Labels(group="exercise") if "exercise" in groups else None),
        counts=read.counts or (Counts(group="count") if "count" in groups else None),
    )
