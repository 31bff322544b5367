"""Recordings that came from elsewhere, written as sessions."""

import math
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import msgspec

from sessions.channels import Stream
from sessions.errors import DataError
from sessions.folder import FRAMES_NAME, PARTIAL_NAME, make_folder
from sessions.info import SessionInfo, StreamInfo, stream_info, write_info
from sessions.recording import Recording
from sessions.rows import RowFormat


def write_recording(recording: Recording, parent: Path, notes: Sequence[str]) -> Path:
    """Writes a recording that came from elsewhere as a session, whole or not at all.

    Returns:
        Its folder.

    Raises:
        DataError: the disk does not take it.
    """
    folder = make_folder(parent, recording.subject, recording.started or datetime.now(UTC))
    rows = RowFormat(recording.streams)
    info = SessionInfo(
        subject=recording.subject,
        state="imported",
        started=recording.started.isoformat() if recording.started else "",
        rate_hz=recording.rate_hz,
        duration_s=recording.duration_s,
        sources=(recording.name,),
        streams={stream.name: stream_figures(recording, stream) for stream in recording.streams},
        counts=dict(recording.counts),
        trimmed_s=dict(recording.trimmed_s),
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
        shutil.rmtree(folder, ignore_errors=True)
        raise DataError(folder, f"cannot be written: {error.strerror}") from error
    return folder


def stream_figures(recording: Recording, stream: Stream) -> StreamInfo:
    """Counts what can be seen in frames: a sample is new where the age does not just grow."""
    index = recording.streams.index(stream)
    ages_s = [frame.ages_s[index] for frame in recording.frames]
    known_s = [math.inf, *(age_s for age_s in ages_s if not math.isnan(age_s))]
    period_s = 1 / recording.rate_hz
    new = sum(age_s < before_s + period_s / 2 for before_s, age_s in pairwise(known_s))
    missing = sum(map(math.isnan, ages_s))
    return msgspec.structs.replace(
        stream_info(stream),
        samples=new,
        missing=missing,
        rate_hz=round(new / recording.duration_s, 3),
    )
