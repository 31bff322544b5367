"""The public Exermote recordings of 2017: one CSV of 70 columns at 10 Hz each.

Source: github Lausbert/Exermote, ExermotePreprocessingAndTraining/RawData. Columns are found by
name. A Nearable's acceleration is in m/s² there, with up to 0.1 of noise that the app added, and
its RSSI of 127 means that there was none; times are local, without a zone.
"""

import csv
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from sessions.channels import AXES, PHONE, STREAMS, Stream
from sessions.errors import DataError
from sessions.frames import SET_BREAK, Frame, Label, Phase
from sessions.recording import Recording
from sessions.units import STANDARD_GRAVITY_M_S2

RATE_HZ = 10.0
NO_RSSI = 127.0
TRIMMED_S: Mapping[str, float] = MappingProxyType({"Squat": 0.2})
"""What the authors' own preprocessing makes a break: people still stand there."""

_DEVICE = (
    *(f"Device: {axis}Gravity" for axis in AXES),
    *(f"Device: {axis}Acceleration" for axis in AXES),
    *(f"Device: {angle}" for angle in ("pitch", "roll", "yaw")),
    *(f"Device: {axis}RotationRate" for axis in AXES),
)
_LABELS = ("exerciseType", "exerciseSubType", "timeStampSaved", "individual")
_HALVES = {"firstHalf": Phase.FIRST_HALF, "secondHalf": Phase.SECOND_HALF}

Row = Sequence[str]


def is_exermote_header(line: str) -> bool:
    """Whether a file's first line is that of a public Exermote recording."""
    return _LABELS[0] in line and _DEVICE[0] in line


def read_exermote(path: Path) -> Recording:
    """Reads one public recording; all seven streams, with the age of each Nearable's sample.

    Raises:
        DataError: the file is not such a recording; names the line.
    """
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(_whole_rows(path, csv.reader(file)))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(path, f"cannot be read: {error}") from error
    if len(rows) < 2:
        raise DataError(path, "holds no rows")
    columns = _Columns(path, rows[0])
    frames = [columns.frame(tick, row) for tick, row in enumerate(rows[1:])]
    labels = list(_labels(path, (columns.label(row) for row in rows[1:])))
    subject = f"Individual {rows[1][columns.index('individual')]}"
    started = columns.started(rows[1])
    return Recording(path, subject, RATE_HZ, STREAMS, frames, labels, started, trimmed_s=TRIMMED_S)


def _whole_rows(path: Path, rows: Iterator[list[str]]) -> Iterator[Row]:
    width = 0
    for number, row in enumerate(rows, start=1):
        width = width or len(row)
        if len(row) != width:
            raise DataError(path, f"the row has {len(row)} of {width} cells", number)
        yield row


class _Columns:
    """Where the cells of a row are found and what they mean."""

    def __init__(self, path: Path, header: Row) -> None:
        self._path = path
        self._header = {name.strip(): index for index, name in enumerate(header)}
        self._saved = self.index("timeStampSaved")
        self._kind, self._half = self.index("exerciseType"), self.index("exerciseSubType")
        self._device = [self.index(name) for name in _DEVICE]
        self._sites = [self._site(stream) for stream in STREAMS if stream is not PHONE]

    def index(self, name: str) -> int:
        if name not in self._header:
            raise DataError(self._path, f"column '{name}' is missing", 1)
        return self._header[name]

    def _site(self, stream: Stream) -> tuple[Stream, list[int], int, int]:
        site = stream.name.replace("_", " ").title()
        axes = [self.index(f"{site}: {axis}Acceleration") for axis in AXES]
        rssi, recorded = self.index(f"{site}: rssi"), self.index(f"{site}: timeStampRecorded")
        return stream, axes, rssi, recorded

    def started(self, row: Row) -> datetime:
        return self._time(row[self._saved], 0)

    def label(self, row: Row) -> tuple[str, str]:
        return row[self._kind], row[self._half]

    def frame(self, tick: int, row: Row) -> Frame:
        number = _number_reader(self._path, tick + 2)
        saved = self._time(row[self._saved], tick)
        values = [number(row[index]) for index in self._device]
        ages_s = [math.nan if any(map(math.isnan, values)) else 0.0]
        for stream, axes, rssi, recorded in self._sites:
            age_s = max((saved - self._time(row[recorded], tick)).total_seconds(), 0.0)
            site = [number(row[index]) / STANDARD_GRAVITY_M_S2 for index in axes]
            strength = number(row[rssi])
            site.append(math.nan if strength == NO_RSSI else strength)
            values += site if age_s <= stream.stale_s else [math.nan] * len(site)
            ages_s.append(age_s)
        return Frame(tick, tick / RATE_HZ, tuple(values), tuple(ages_s), None)

    def _time(self, text: str, tick: int) -> datetime:
        try:
            return datetime.fromisoformat(f"{text[:19]}.{text[20:]}")
        except ValueError:
            raise DataError(self._path, f"'{text}' is no time", tick + 2) from None


def _number_reader(path: Path, line: int) -> Callable[[str], float]:
    def number(text: str) -> float:
        if text in {"", "NA"}:
            return math.nan
        try:
            return float(text)
        except ValueError:
            raise DataError(path, f"'{text}' is no number", line) from None

    return number


def _labels(path: Path, kinds: Iterator[tuple[str, str]]) -> Iterator[Label]:
    """Numbers sets and repetitions, which the files leave to be counted."""
    now = SET_BREAK
    sets = 0
    for line, (kind, half) in enumerate(kinds, start=2):
        if kind == "setBreak":
            now = SET_BREAK
        elif kind == "Break":
            now = Label(Phase.BREAK, now.exercise, now.set or sets + 1, now.repetition)
        elif half in _HALVES:
            begins = half == "firstHalf" and now.phase is not Phase.FIRST_HALF
            number = (now.repetition or 0) + begins
            now = Label(_HALVES[half], kind, now.set or sets + 1, number or 1)
        else:
            raise DataError(path, f"'{kind}, {half}' is no label", line)
        sets = max(sets, now.set or 0)
        yield now
