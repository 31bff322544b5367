"""From the rows of a recording's files to its frames, with a line on all that was done."""

from collections.abc import Mapping

import numpy as np

from recorder.foreign.channels import Signal, Ticks, phone_values, place_values, stream_of
from recorder.foreign.files import Group
from recorder.foreign.labelling import told
from recorder.foreign.mapping import ImportMap
from recorder.foreign.notes import notes_on
from recorder.foreign.pieces import SHORTEST_S
from recorder.foreign.prepared import Foreign
from recorder.foreign.table import Rows
from sessions.channels import PHONE
from sessions.errors import DataError

_SLOWEST = 0.25
"""Of the rate asked for: from fewer samples a movement cannot be guessed."""


def recording_of(
    group: Group,
    subject: str,
    tables: Mapping[str, Rows],
    explained: ImportMap,
    rate_hz: float,
) -> Foreign:
    """Returns a recording.

    Args:
        group: the files.
        subject: who is in it.
        tables: their rows.
        explained: the map.
        rate_hz: of the frames.

    Raises:
        DataError: the files do not belong together, or are not what the map says.
    """
    for rows in tables.values():
        _check(rows, explained.has_gravity, rate_hz)
    signals = _by_stream(tables)
    ticks = _ticks(group, signals, rate_hz)
    streams = tuple(stream_of(name, quantities) for name, quantities in signals.items())
    values = tuple(
        phone_values(signals[stream.name], explained.has_gravity, ticks)
        if stream is PHONE
        else place_values(stream, signals[stream.name], ticks)
        for stream in streams
    )
    first = tables[explained.first]
    said = told(explained, group, first, ticks.at_s)
    notes = notes_on(tables.values(), streams, signals, values, ticks)
    return Foreign(group, subject, first, ticks, streams, values, said, notes)


def _by_stream(tables: Mapping[str, Rows]) -> dict[str, dict[str, Signal]]:
    signals: dict[str, dict[str, Signal]] = {}
    for rows in tables.values():
        for name, values in rows.values.items():
            stream, quantity = name.split(".")
            signal = Signal(rows.time_s, values, rows.rate_hz)
            signals.setdefault(stream, {})[quantity] = signal
    return signals


def _check(rows: Rows, has_gravity: bool, rate_hz: float) -> None:
    if rows.rate_hz < _SLOWEST * rate_hz:
        raise DataError(
            rows.path,
            f"has {rows.rate_hz:.3g} rows a second, too few for {rate_hz:g} Hz; is the unit of its "
            f"time right? If so, give a --rate of {rows.rate_hz / _SLOWEST:.3g} or less",
        )
    for name, values in rows.values.items():
        stream, quantity = name.split(".")
        length_g = float(np.median(np.linalg.norm(values, axis=1)))
        heavy = quantity == "gravity" or (
            quantity == "acceleration" and (has_gravity or stream != PHONE.name)
        )
        if heavy and not 0.5 <= length_g <= 2:
            raise DataError(
                rows.path,
                f"{name} is {length_g:.2g} g in the middle, where gravity alone is 1; "
                "are its unit and its gravity right?",
            )


def _ticks(group: Group, signals: Mapping[str, Mapping[str, Signal]], rate_hz: float) -> Ticks:
    """Returns the time in which any stream has all its quantities."""
    spans: list[tuple[float, float]] = []
    for quantities in signals.values():
        times_s = [signal.time_s for signal in quantities.values()]
        start_s = max(float(time_s[0]) for time_s in times_s)
        end_s = min(float(time_s[-1]) for time_s in times_s)
        if end_s - start_s < SHORTEST_S:
            files = ", ".join(path.name for path in group.files.values())
            raise DataError(
                group.title,
                f"no {SHORTEST_S:g} s are in all of {files}; are their units of time right, and "
                "their clocks the same?",
            )
        spans.append((start_s, end_s))
    return Ticks(min(start for start, _ in spans), max(end for _, end in spans), rate_hz)
