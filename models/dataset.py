"""Recordings as arrays: what training sees of them."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from models.labels import Ints, classes_in, encode, names_of, phase_indices
from models.windows import Floats, Windowing, hold_missing
from sessions.errors import DataError, UsageError
from sessions.recording import Recording

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One recording.

    Attributes:
        name: of the recording.
        subject: who is in it.
        x: (frames, channels), in the channels' units; a row that cannot be completed is NaN.
        labels: (frames,), index of the class.
        phases: (frames,), the break and both halves of each exercise.
        rate_hz: of the frames.
    """

    name: str
    subject: str
    x: Floats
    labels: Ints
    phases: Ints
    rate_hz: float


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Series of equal rate and channels.

    Attributes:
        series: one per recording.
        channels: columns in the order of the arrays.
        classes: "Break" first, then the exercises sorted.
        rate_hz: of all series.
        digest: SHA-256 over the recordings, whatever their order and file names.
    """

    series: tuple[Series, ...]
    channels: tuple[str, ...]
    classes: tuple[str, ...]
    rate_hz: float
    digest: str

    @property
    def people(self) -> tuple[str, ...]:
        """Who is in them, sorted."""
        return tuple(sorted({series.subject for series in self.series}))

    def of(self, people: Collection[str]) -> "Dataset":
        """Returns the series of these people alone; classes and digest remain those of all."""
        return replace(self, series=tuple(s for s in self.series if s.subject in people))

    def frames(self) -> Floats:
        """Returns all complete frames, (frames, channels)."""
        x = np.concatenate([series.x for series in self.series])
        return x[_complete(x)]

    def windows(self, windowing: Windowing) -> tuple[Floats, Ints]:
        """Returns all windows of complete frames and their labels, as a copy.

        No window crosses from one series to the next.

        Returns:
            (windows, length_steps, channels) and (windows,).

        Raises:
            UsageError: there is none.
        """
        parts = [_windows(series, windowing) for series in self.series]
        if not any(len(labels) for _, labels in parts):
            raise UsageError(
                f"no recording has a stretch of {windowing.length_steps} complete frames"
            )
        return np.concatenate([x for x, _ in parts]), np.concatenate([y for _, y in parts])


def _windows(series: Series, windowing: Windowing) -> tuple[Floats, Ints]:
    x = windowing.windows(series.x)
    complete = _complete(x).all(axis=1)
    return x[complete], windowing.labels(series.labels)[complete]


def _complete(x: Floats) -> Flags:
    """Returns which rows have every channel, (..., channels) becomes (...)."""
    complete: Flags = np.logical_not(np.isnan(x).any(axis=-1))
    return complete


def build_dataset(
    recordings: Sequence[Recording], channels: Sequence[str], optional: Collection[str] = ()
) -> Dataset:
    """Merges recordings into a data set of the given channels.

    Args:
        recordings: of one rate.
        channels: columns, in the order of the arrays.
        optional: those that a recording may lack.

    Raises:
        UsageError: there are no recordings, or no repetition in them.
        DataError: a recording has another rate than the first, lacks a channel or any value of
            it, or is there twice.
    """
    if not recordings:
        raise UsageError("there are no recordings to learn from")
    rate_hz = recordings[0].rate_hz
    names = [names_of(recording) for recording in recordings]
    classes = classes_in(name for each in names for name in each)
    if len(classes) < 2:
        raise UsageError("there is nothing to learn: no recording holds a repetition")
    series = tuple(
        _series(recording, channels, optional, each, classes, rate_hz)
        for recording, each in zip(recordings, names, strict=True)
    )
    return Dataset(series, tuple(channels), classes, rate_hz, digest(recordings))


def _series(
    recording: Recording,
    channels: Sequence[str],
    optional: Collection[str],
    names: Sequence[str],
    classes: Sequence[str],
    rate_hz: float,
) -> Series:
    if recording.rate_hz != rate_hz:
        raise DataError(
            recording.path,
            f"has {recording.rate_hz:g} frames a second, the first recording {rate_hz:g}; "
            "train on recordings of one rate",
        )
    may_lack = np.array([column in optional for column in channels])
    x = hold_missing(_columns(recording, channels, optional), rate_hz, may_lack)
    labels = encode(names, classes)
    phases = phase_indices(recording.labels, names, classes)
    return Series(recording.name, recording.subject, x, labels, phases, rate_hz)


def _columns(recording: Recording, channels: Sequence[str], optional: Collection[str]) -> Floats:
    index = {channel.column: number for number, channel in enumerate(recording.channels)}
    values = np.array([frame.values for frame in recording.frames], np.float32)
    values = values.reshape(len(recording.frames), len(index))
    x = np.full((len(values), len(channels)), np.nan, np.float32)
    for number, column in enumerate(channels):
        if column in index:
            x[:, number] = values[:, index[column]]
        elif column not in optional:
            raise DataError(recording.path, f"has no column '{column}'")
        if column not in optional and np.isnan(x[:, number]).all():
            raise DataError(recording.path, f"column '{column}' holds no value")
    return x


def digest(recordings: Sequence[Recording]) -> str:
    """Returns a SHA-256 over the recordings, in hexadecimal.

    Of each recording: subject, rate, columns, every frame's values (little-endian doubles) and
    label. The recordings' own hashes are sorted first, so that neither their order nor their
    file names matter.

    Raises:
        DataError: a recording is there twice.
    """
    found: dict[bytes, Recording] = {}
    for recording in recordings:
        key = _digest(recording)
        if key in found:
            raise DataError(recording.path, f"is the same recording as {found[key].path}")
        found[key] = recording
    return hashlib.sha256(b"".join(sorted(found))).hexdigest()


def _digest(recording: Recording) -> bytes:
    columns = [channel.column for channel in recording.channels]
    values = np.array([frame.values for frame in recording.frames], "<f8")
    values[np.isnan(values)] = np.nan  # one bit pattern for all
    labels = [(str(x.phase), x.exercise, x.set, x.repetition) for x in recording.labels]
    head = repr((recording.subject, recording.rate_hz, columns, labels))
    return hashlib.sha256(head.encode() + values.tobytes()).digest()
