"""The session folder: written as it goes, closed by a rename, found again after a crash."""

import statistics
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from sessions.appender import Appender, is_growing
from sessions.channels import Stream
from sessions.errors import DataError
from sessions.frames import Frame, Label, Sample
from sessions.info import (
    INFO_NAME,
    SessionInfo,
    State,
    StreamInfo,
    TickInfo,
    read_info,
    stream_info,
    write_info,
)
from sessions.rawlog import RAW_NAME, RawLog, mend
from sessions.recording import Recording
from sessions.rows import RowFormat
from sessions.subject import slug

FRAMES_NAME = "frames.csv"
PARTIAL_NAME = "frames.csv.partial"


def make_folder(parent: Path, subject: str, started: datetime) -> Path:
    """Makes a session's folder, ``<UTC time>_<subject>``, with a number where one is there.

    Raises:
        DataError: it cannot be made.
    """
    name = f"{started.astimezone(UTC):%Y%m%dT%H%M%SZ}_{slug(subject)}"
    for number in range(1, 1000):
        folder = parent / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError as error:
            raise DataError(folder, f"cannot be made: {error.strerror}") from error
        return folder
    raise DataError(parent / name, "there are a thousand sessions of this second already")


class SessionWriter:
    """Writes one session; nothing it is given waits for the disk.

    Args:
        folder: an empty one of its own.
        info: what is known at the start; its streams are those of the frames.
        start_s: when tick 0 is due, on the clock that stamps samples.

    Raises:
        DataError: the disk takes nothing.
    """

    def __init__(self, folder: Path, info: SessionInfo, start_s: float) -> None:
        self.folder = folder
        self.info = info
        self.frames = 0
        streams = info.session_streams()
        self._rows = RowFormat(streams)
        self._late_ms: list[float] = []
        try:
            write_info(info, folder)
            self._raw = RawLog(folder / RAW_NAME, streams, start_s)
            self._csv = Appender(folder / PARTIAL_NAME)
        except OSError as error:
            raise DataError(folder, f"cannot be written: {error.strerror}") from error
        self._csv.append(self._rows.header)

    @property
    def trouble(self) -> str | None:
        """What the disk refuses at present, if anything; nothing is lost yet."""
        return self._csv.trouble or self._raw.trouble

    def write_sample(self, sample: Sample) -> None:
        self._raw.append(sample)

    def write_frame(self, frame: Frame, label: Label, late_s: float) -> None:
        self.frames += 1
        self._late_ms.append(late_s * 1000)
        self._csv.append(self._rows.row(frame, label))

    def close(self, state: State, **figures: object) -> SessionInfo:
        """Ends the session.

        Args:
            state: how it ended, as far as the disk has no say in it.
            figures: fields of `SessionInfo` that are known only now.

        Returns:
            The session's description; its state is ``incomplete`` where the disk was too full
            for the last rows, and the file then keeps its ``.partial`` until it is repaired.
        """
        lost_rows = self._csv.close().count(b"\n") + self._csv.dropped_lines
        raw_lost = self._raw.close()
        self.info = msgspec.structs.replace(
            self.info,
            state="incomplete" if lost_rows else state,
            frames=self.frames - lost_rows,
            lost_rows=lost_rows,
            ticks=self._punctuality(),
            **figures,
        )
        try:
            if not lost_rows:
                (self.folder / PARTIAL_NAME).rename(self.folder / FRAMES_NAME)
            if raw_lost:
                mend(self.folder / RAW_NAME)
            write_info(self.info, self.folder)
        except OSError as error:
            raise DataError(
                self.folder,
                f"the end could not be written: {error.strerror}; make room, then run "
                "'exermoted sessions repair'",
            ) from error
        return self.info

    def _punctuality(self) -> TickInfo:
        if not self._late_ms:
            return TickInfo()
        return TickInfo(
            late_median_ms=round(statistics.median(self._late_ms), 3),
            late_max_ms=round(max(self._late_ms), 3),
        )


def read_session(folder: Path) -> Recording:
    """Reads a finished session.

    Raises:
        DataError: it is not finished, or a file of it is not what it should be.
    """
    info = read_info(folder)
    streams = info.session_streams()
    path = folder / FRAMES_NAME
    if (folder / PARTIAL_NAME).exists():
        raise DataError(folder, "is not finished; 'exermoted sessions repair' closes it")
    frames, labels = RowFormat(streams).read(path)
    if not frames:
        raise DataError(path, "holds no rows")
    return Recording(folder, info.subject, info.rate_hz, streams, frames, labels)


def write_recording(recording: Recording, parent: Path, notes: Sequence[str]) -> Path:
    """Writes a recording that came from elsewhere as a session, and returns its folder.

    Raises:
        DataError: the disk does not take it.
    """
    folder = make_folder(parent, recording.subject, datetime.now(UTC))
    rows = RowFormat(recording.streams)
    info = SessionInfo(
        subject=recording.subject,
        state="imported",
        started_utc="",
        rate_hz=recording.rate_hz,
        duration_s=recording.duration_s,
        sources=(recording.name,),
        streams={stream.name: _stream_figures(recording, stream) for stream in recording.streams},
        frames=len(recording.frames),
        notes=tuple(notes),
    )
    try:
        with (folder / PARTIAL_NAME).open("wb") as file:
            file.write(rows.header)
            pairs = zip(recording.frames, recording.labels, strict=True)
            file.writelines(rows.row(frame, label) for frame, label in pairs)
        write_info(info, folder)
        (folder / PARTIAL_NAME).rename(folder / FRAMES_NAME)
    except OSError as error:
        raise DataError(folder, f"cannot be written: {error.strerror}") from error
    return folder


def _stream_figures(recording: Recording, stream: Stream) -> StreamInfo:
    """Counts what can be seen in frames: a sample is new where the age does not just grow."""
    index = recording.streams.index(stream)
    ages_s = [frame.ages_s[index] for frame in recording.frames]
    period_s = 1 / recording.rate_hz
    new = sum(age == age and age < before + period_s / 2 for before, age in _pairs(ages_s))
    missing = sum(age != age for age in ages_s)
    return msgspec.structs.replace(
        stream_info(stream),
        samples=new,
        missing=missing,
        rate_hz=round(new / recording.duration_s, 3),
    )


def _pairs(ages_s: Sequence[float]) -> Iterator[tuple[float, float]]:
    before = float("inf")
    for age_s in ages_s:
        yield before, age_s
        before = age_s if age_s == age_s else float("inf")


def unfinished(parent: Path) -> list[Path]:
    """Returns the sessions that were left without an end and are growing no more."""
    partials = sorted(parent.glob(f"*/{PARTIAL_NAME}"))
    return [path.parent for path in partials if not is_growing(path)]


def repair(folder: Path) -> SessionInfo:
    """Closes a session that a crash or a full disk left without an end.

    Keeps every whole row; a torn last one is cut off.

    Raises:
        DataError: it is still being recorded, or is beyond repair.
    """
    partial = folder / PARTIAL_NAME
    if not partial.exists():
        raise DataError(folder, "needs no repair")
    if is_growing(partial):
        raise DataError(folder, "is being recorded")
    info = read_info(folder)
    try:
        rows = _cut_torn_row(partial)
        if (folder / RAW_NAME).exists():
            mend(folder / RAW_NAME)
        closed = msgspec.structs.replace(info, state="recovered", frames=rows)
        write_info(closed, folder)
        partial.rename(folder / FRAMES_NAME)
    except OSError as error:
        raise DataError(folder, f"cannot be repaired: {error.strerror}") from error
    return closed


def _cut_torn_row(path: Path) -> int:
    data = path.read_bytes()
    whole = data.rfind(b"\n") + 1
    with path.open("r+b") as file:
        file.truncate(whole)
    return max(data.count(b"\n") - 1, 0)


def is_session(folder: Path) -> bool:
    """Whether a folder is a session's."""
    return (folder / INFO_NAME).is_file()
