import asyncio
import gzip
import io
import os
import tracemalloc
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from exermoted.control.downloads import CHUNK, send_folder, zipped
from sessions.errors import DataError

MB = 2**20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "20240501T100000Z_ada"
    made.mkdir()
    (made / "session.yaml").write_text("subject: Ada\n")
    (made / "frames.csv").write_text("tick,time_s\n" + "1,0.1\n" * 50_000)
    (made / "raw.jsonl.gz").write_bytes(gzip.compress(b'{"a": 1}\n' * 1000))
    return made


def unzipped(whole: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_zip_holds_the_folder_as_it_is(folder: Path) -> None:
    found = unzipped(b"".join(zipped(folder)))
    assert found == {f"{folder.name}/{path.name}": path.read_bytes() for path in folder.iterdir()}


def test_what_is_compressed_is_not_compressed_again(folder: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(b"".join(zipped(folder)))) as archive:
        kinds = {Path(entry.filename).name: entry.compress_type for entry in archive.infolist()}
    assert kinds["raw.jsonl.gz"] == zipfile.ZIP_STORED
    assert kinds["frames.csv"] == zipfile.ZIP_DEFLATED


def test_a_file_that_grows_is_read_up_to_where_it_was(folder: Path) -> None:
    frames = folder / "frames.csv"
    frames.write_bytes(os.urandom(4 * CHUNK))
    before = frames.read_bytes()
    chunks = zipped(folder)
    first = next(chunks)
    with frames.open("ab") as file:
        file.write(b"more")
    assert unzipped(first + b"".join(chunks))[f"{folder.name}/frames.csv"] == before


def test_a_recording_that_ends_meanwhile_is_not_lost(folder: Path) -> None:
    partial = (folder / "frames.csv").rename(folder / "frames.csv.partial")
    (folder / "a").write_bytes(os.urandom(4 * CHUNK))
    chunks = zipped(folder)
    first = next(chunks)
    partial.rename(folder / "frames.csv")
    assert f"{folder.name}/frames.csv.partial" in unzipped(first + b"".join(chunks))


def test_nothing_from_outside_the_folder_gets_in(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    (tmp_path / "other").mkdir()
    (folder / "link").symlink_to(secret)
    (folder / "linked").symlink_to(tmp_path / "other")
    (folder / "inner").mkdir()
    os.mkfifo(folder / "pipe")
    names = {Path(name).name for name in unzipped(b"".join(zipped(folder)))}
    assert names == {"session.yaml", "frames.csv", "raw.jsonl.gz"}


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        next(zipped(tmp_path / "gone"))


def test_a_long_recording_is_not_held_in_memory(folder: Path) -> None:
    with (folder / "frames.csv").open("wb") as file:
        for _ in range(32):
            file.write(os.urandom(MB))
    tracemalloc.start()
    sent = sum(map(len, zipped(folder)))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sent > 32 * MB
    assert most < 2 * MB


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[str]:
    async def handle(request: web.Request) -> web.StreamResponse:
        return await send_folder(request, folder)

    app = web.Application()
    app.router.add_get("/", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def test_it_is_sent_as_a_file_of_the_folders_name(folder: Path) -> None:
    odd = folder.rename(folder.with_name('a "b"\n;ü'))

    async def test() -> None:
        async with (
            served(odd) as address,
            aiohttp.ClientSession() as client,
            client.get(address) as said,
        ):
            assert said.content_type == "application/zip"
            assert said.headers["Content-Disposition"] == (
                "attachment; filename*=UTF-8''a%20%22b%22%0A%3B%C3%BC.zip"
            )
            assert len(unzipped(await said.read())) == 3

    asyncio.run(test())
