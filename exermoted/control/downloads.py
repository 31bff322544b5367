"""A session's folder as one zip, made while it is sent."""

import asyncio
import os
import stat
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from aiohttp import web

from sessions.errors import DataError

CHUNK = 64 * 1024
PATIENCE_S = 30.0
"""How long a chunk may wait for its reader."""

_PACKED = ".gz"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""What a zip can tell."""


async def send_folder(request: web.Request, folder: Path) -> web.StreamResponse:
    """Answers with a folder's files in one zip; disk and compression keep nobody else waiting.

    Raises:
        DataError: the folder cannot be read.
    """
    chunks = zipped(folder)
    chunk = await asyncio.to_thread(next, chunks, b"")
    name = f"attachment; filename*=UTF-8''{quote(folder.name, safe='')}.zip"
    headers = {"Content-Type": "application/zip", "Content-Disposition": name}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    while chunk:
        async with asyncio.timeout(PATIENCE_S):
            await response.write(chunk)
        chunk = await asyncio.to_thread(next, chunks, b"")
    await response.write_eof()
    return response


def zipped(folder: Path) -> Iterator[bytes]:
    """Yields the zip of a folder's own files, each up to the length that it has at the start.

    What is no plain file, such as a link to elsewhere, is left out.

    Raises:
        DataError: the folder cannot be read.
    """
    sink = _Sink()
    with ExitStack() as opened, zipfile.ZipFile(sink, "w") as archive:
        files = [(name, opened.enter_context(file)) for name, file in _open_files(folder)]
        for name, file in files:
            entry, size = _entry(f"{folder.name}/{name}", file)
            with archive.open(entry, "w") as writer:
                while chunk := file.read(min(CHUNK, size)):
                    size -= len(chunk)
                    writer.write(chunk)
                    if len(sink) >= CHUNK:
                        yield sink.take()
    yield sink.take()


class _Sink:
    """Takes what the archive writes, until it is taken; cannot go back."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, data: bytes) -> int:
        self._written += data
        return len(data)

    def flush(self) -> None:
        """Has nothing to do."""

    def close(self) -> None:
        """Has nothing to do."""

    def take(self) -> bytes:
        taken = bytes(self._written)
        self._written.clear()
        return taken

    def __len__(self) -> int:
        return len(self._written)


def _open_files(folder: Path) -> list[tuple[str, BinaryIO]]:
    """Opens all files before any is read, so that one that is renamed meanwhile is there still."""
    try:
        names = sorted(entry.name for entry in os.scandir(folder))
        opened = ((name, _open_plain(folder / name)) for name in names)
        return [(name, file) for name, file in opened if file is not None]
    except OSError as error:
        raise DataError(folder, f"cannot be read: {error.strerror}") from error


def _open_plain(path: Path) -> BinaryIO | None:
    """Opens a plain file; None where it is something else, or gone already."""
    try:
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    if stat.S_ISREG(os.fstat(number).st_mode):
        return os.fdopen(number, "rb")
    os.close(number)
    return None


def _entry(name: str, file: BinaryIO) -> tuple[zipfile.ZipInfo, int]:
    found = os.fstat(file.fileno())
    entry = zipfile.ZipInfo(name, max(time.localtime(found.st_mtime)[:6], _EARLIEST))
    entry.file_size = found.st_size
    entry.external_attr = (stat.S_IFREG | 0o644) << 16
    packed = name.endswith(_PACKED)
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    return entry, found.st_size
