"""``raw.jsonl.gz``: every sample as it arrived.

The first line names each stream's channels; each further one is a sample with its time (since
the start) and, where there are, its device time and its arrival. The compressor is flushed with
every write, so that a file cut off in the middle gives back all but its last second.
"""

import json
import math
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sessions.appender import Appender
from sessions.atomic import replaced
from sessions.channels import Stream
from sessions.frames import Sample

RAW_NAME = "raw.jsonl.gz"
_GZIP = 31  # zlib's window bits for a gzip header and trailer


class RawLog:
    """Appends samples to a session's raw log."""

    def __init__(self, path: Path, streams: Sequence[Stream], start_s: float) -> None:
        packer = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
        self._start_s = start_s
        self._appender = Appender(path, _flushed(packer.compress, packer.flush), packer.flush)
        channels = {
            stream.name: [f"{c.quantity}_{c.unit}" for c in stream.channels] for stream in streams
        }
        self._line({"streams": channels})

    @property
    def trouble(self) -> str | None:
        return self._appender.trouble

    def append(self, sample: Sample) -> None:
        entry: dict[str, object] = {
            "stream": sample.stream,
            "time_s": round(sample.time_s - self._start_s, 6),
            "values": [None if math.isnan(value) else value for value in sample.values],
        }
        if sample.device_time_s is not None:
            entry["device_time_s"] = sample.device_time_s
        if sample.arrival_s is not None:
            entry["arrival_s"] = round(sample.arrival_s - self._start_s, 6)
        self._line(entry)

    def close(self) -> bytes:
        return self._appender.close()

    def _line(self, entry: dict[str, object]) -> None:
        self._appender.append(json.dumps(entry, separators=(",", ":")).encode() + b"\n")


def _flushed(
    compress: Callable[[bytes], bytes], flush: Callable[[int], bytes]
) -> Callable[[bytes], bytes]:
    return lambda data: compress(data) + flush(zlib.Z_SYNC_FLUSH) if data else b""


def read_lines(path: Path) -> Iterator[bytes]:
    """Yields the whole lines of a raw log, up to where it breaks off."""
    unpacker = zlib.decompressobj(_GZIP)
    rest = b""
    with path.open("rb") as file:
        while chunk := file.read(2**16):
            try:
                rest += unpacker.decompress(chunk)
            except zlib.error:
                return
            *lines, rest = rest.split(b"\n")
            yield from lines


def mend(path: Path) -> None:
    """Rewrites a raw log that breaks off as a whole one with every line that it still gives."""
    packer = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
    with replaced(path) as file:
        for line in read_lines(path):
            file.write(packer.compress(line + b"\n"))
        file.write(packer.flush())
