"""``session.yaml``: what a session is, as far as its frames do not say it themselves."""

from pathlib import Path
from typing import Literal

import msgspec

from sessions.atomic import replaced
from sessions.channels import Channel, Stream
from sessions.errors import DataError
from sessions.exercises import Exercise

INFO_NAME = "session.yaml"

State = Literal["recording", "complete", "interrupted", "incomplete", "recovered", "imported"]
"""`interrupted` was ended early by a person, `incomplete` lost rows to the disk, `recovered` was
found unfinished after a crash and closed."""


class ChannelInfo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A channel of a stream."""

    quantity: str
    unit: str


class StreamInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What a stream holds and what became of it; times in seconds, `rate_hz` of its samples."""

    channels: tuple[ChannelInfo, ...]
    stale_s: float
    samples: int = 0
    missing: int = 0
    stale: int = 0
    gaps: int = 0
    longest_gap_s: float = 0.0
    rate_hz: float = 0.0


class TickInfo(msgspec.Struct, frozen=True, kw_only=True):
    """How punctual the ticks were; those missed are rows without a value."""

    missed: int = 0
    late_median_ms: float = 0.0
    late_max_ms: float = 0.0


class SessionInfo(msgspec.Struct, frozen=True, kw_only=True):
    """The content of ``session.yaml``.

    Attributes:
        subject: who is recorded, as given.
        state: how the session ended; see `State`.
        started: wall time of the start, ISO 8601; without a zone where it is not known.
        rate_hz: of the frames.
        duration_s: how long the workout is, or was meant to be.
        seed: of the workout script; None where the labels came with a recording.
        set_break_s: of the script.
        exercises: the script's choice.
        sources: what the samples came from.
        sensors: by place, the identifier of the sensor worn there.
        streams: by name, in the order of the columns.
        counts: by set, its repetitions, where that is known and the labels do not say it.
        trimmed_s: by exercise, how much at either end of a repetition is a break to a model.
        ticks: punctuality.
        frames: rows of ``frames.csv``.
        lost_rows: rows that the disk did not take.
        underruns: blocks of sound that came too late to be heard whole.
        clock_offsets_s: by stream, the device's clock less the time since the start, at the end.
        notes: what happened and a person should know.
        versions: of the program and its parts.
    """

    subject: str
    state: State
    started: str
    rate_hz: float
    duration_s: float
    seed: int | None = None
    set_break_s: tuple[float, float] | None = None
    exercises: tuple[Exercise, ...] = ()
    sources: tuple[str, ...] = ()
    sensors: dict[str, str] = {}
    streams: dict[str, StreamInfo] = {}
    counts: dict[int, int] = {}
    trimmed_s: dict[str, float] = {}
    ticks: TickInfo = TickInfo()
    frames: int = 0
    lost_rows: int = 0
    underruns: int = 0
    clock_offsets_s: dict[str, float] = {}
    notes: tuple[str, ...] = ()
    versions: dict[str, str] = {}

    def session_streams(self) -> tuple[Stream, ...]:
        """Returns the streams that the frames hold, in the order of their columns."""
        return tuple(
            Stream(
                name,
                tuple(Channel(name, c.quantity, c.unit) for c in stream.channels),
                stream.stale_s,
            )
            for name, stream in self.streams.items()
        )


def stream_info(stream: Stream) -> StreamInfo:
    """Returns the description of a stream of which nothing has arrived yet."""
    channels = tuple(ChannelInfo(c.quantity, c.unit) for c in stream.channels)
    return StreamInfo(channels=channels, stale_s=stream.stale_s)


def read_info(folder: Path) -> SessionInfo:
    """Reads a session's description.

    Raises:
        DataError: it is missing or not one.
    """
    path = folder / INFO_NAME
    try:
        return msgspec.yaml.decode(path.read_bytes(), type=SessionInfo)
    except OSError as error:
        raise DataError(path, f"cannot be read: {error.strerror}") from error
    except msgspec.MsgspecError as error:
        raise DataError(path, f"does not describe a session: {error}") from error


def write_info(info: SessionInfo, folder: Path) -> None:
    """Writes a session's description; a reader sees the old one or the new one, whole.

    Raises:
        OSError: the disk does not take it.
    """
    with replaced(folder / INFO_NAME) as file:
        file.write(msgspec.yaml.encode(info))
