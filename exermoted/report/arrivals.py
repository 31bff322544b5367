"""How regularly and how late samples arrived, from a session's raw log."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import msgspec
import numpy as np

from sessions.errors import DataError
from sessions.rawlog import RAW_NAME, read_lines


@dataclass(frozen=True)
class Spread:
    """How a length of time is spread, in milliseconds."""

    median: float
    p95: float
    p99: float
    most: float


@dataclass(frozen=True)
class Arrivals:
    """How the samples of one stream arrived.

    Attributes:
        stream: its name.
        samples: how many did.
        interval_ms: from one arrival to the next.
        latency_ms: from measurement to arrival; None where a device does not tell when it measured.
    """

    stream: str
    samples: int
    interval_ms: Spread
    latency_ms: Spread | None


class _Sample(msgspec.Struct):
    """What is needed of a line of the raw log."""

    stream: str
    time_s: float
    arrival_s: float | None = None


def read_arrivals(folder: Path, streams: Iterable[str]) -> tuple[Arrivals, ...]:
    """Returns the arrivals of each stream that was heard; none where there is no raw log.

    Args:
        folder: the session's.
        streams: their names, in the order that is wanted.

    Raises:
        DataError: the log cannot be read.
    """
    path = folder / RAW_NAME
    if not path.is_file():
        return ()
    by_stream: defaultdict[str, list[_Sample]] = defaultdict(list)
    decode = msgspec.json.Decoder(_Sample).decode
    try:
        for line in islice(read_lines(path), 1, None):  # the first one names the channels
            sample = decode(line)
            by_stream[sample.stream].append(sample)
    except (OSError, msgspec.MsgspecError) as error:
        raise DataError(path, f"cannot be read: {error}") from error
    heard = (name for name in streams if name in by_stream)
    return tuple(_arrivals(name, by_stream[name]) for name in heard)


def _arrivals(stream: str, samples: Sequence[_Sample]) -> Arrivals:
    times_s = sorted(s.time_s if s.arrival_s is None else s.arrival_s for s in samples)
    late_s = [s.arrival_s - s.time_s for s in samples if s.arrival_s is not None]
    return Arrivals(
        stream=stream,
        samples=len(samples),
        interval_ms=_spread(np.diff(times_s).tolist() or [0.0]),
        latency_ms=_spread(late_s) if late_s else None,
    )


def _spread(lengths_s: Sequence[float]) -> Spread:
    median, p95, p99, most = np.percentile(lengths_s, (50, 95, 99, 100)) * 1000
    return Spread(float(median), float(p95), float(p99), float(most))
