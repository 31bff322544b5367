"""Writing a session as it goes: rows and samples on their way to the disk, closed by a rename."""

import statistics
from pathlib import Path

import msgspec

from sessions.appender import Appender
from sessions.errors import DataError
from sessions.folder import FRAMES_NAME, PARTIAL_NAME
from sessions.frames import Frame, Label, Sample
from sessions.info import SessionInfo, State, TickInfo, write_info
from sessions.rawlog import RAW_NAME, RawLog, mend
from sessions.rows import RowFormat


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
        self._missed = 0
        streams = info.session_streams()
        self._rows = RowFormat(streams)
        self._late_ms: list[float] = []
        self._start_s = start_s
        self._clock_offsets_s: dict[str, float] = {}
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
        if sample.device_time_s is not None:
            since_start_s = sample.time_s - self._start_s
            self._clock_offsets_s[sample.stream] = round(sample.device_time_s - since_start_s, 3)

    def write_frame(self, frame: Frame, label: Label, late_s: float) -> None:
        self.frames += 1
        self._missed += frame.utc_s is None
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
            clock_offsets_s=self._clock_offsets_s,
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
                f"{self.info.frames} rows are kept, the end could not be written: "
                f"{error.strerror}; make room, then run 'exermoted sessions repair'",
            ) from error
        return self.info

    def _punctuality(self) -> TickInfo:
        if not self._late_ms:
            return TickInfo()
        return TickInfo(
            missed=self._missed,
            late_median_ms=round(statistics.median(self._late_ms), 3),
            late_max_ms=round(max(self._late_ms), 3),
        )
