import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec

from exermoted.config import UploadConfig
from exermoted.service.messages import Ended, Run, Started
from exermoted.upload.queue import LOCK_NAME, Queue
from exermoted.upload.uploader import Pace, Uploader
from sessions.folder import FRAMES_NAME, PARTIAL_NAME
from sessions.repair import repair
from tests.conftest import ROOT
from tests.fakes.waiting import until
from tests.fakes.webdav import FakeCloud

QUICK = Pace(first_s=0.05, longest_s=0.2, look_s=0.1)


@contextlib.asynccontextmanager
async def uploading(
    config: UploadConfig, sessions: Path
) -> AsyncIterator[tuple[Uploader, list[str]]]:
    """An uploader at work, and what it tells."""
    told: list[str] = []
    uploader = Uploader(config, sessions, told.append, QUICK)
    task = asyncio.create_task(uploader.run())
    try:
        yield uploader, told
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def recorded(session: Path) -> Run:
    return Run(kind="record", source="sim", since="", session=session.name)


def test_a_finished_recording_goes_to_the_remote(cloud: FakeCloud, session: Path) -> None:
    cloud.start()

    async def test() -> None:
        async with uploading(cloud.config(), session.parent) as (uploader, told):
            uploader.hear(Ended(run=recorded(session), state="complete", time_s=60, frames=600))
            await until(lambda: told)
        assert told == [f"upload: {session.name} has arrived"]
        assert uploader.queue.state(session.name) == "uploaded"
        assert cloud.arrived(session)

    asyncio.run(test())


def test_one_that_ends_as_soon_as_it_begins_waits_without_a_complaint(
    cloud: FakeCloud, tmp_path: Path
) -> None:
    async def test() -> None:
        told: list[str] = []
        uploader = Uploader(cloud.config(), tmp_path, told.append)
        runs = [Run(kind="record", source="sim", since="", session=f"{i}") for i in range(100)]
        for run in runs:
            uploader.hear(Started(run=run))
            uploader.hear(Ended(run=run, state="failed", time_s=0, frames=0))
        await until(lambda: len(uploader.queue.waiting()) == len(runs))
        assert told == []

    asyncio.run(test())


def test_what_runs_live_is_no_session(cloud: FakeCloud, tmp_path: Path) -> None:
    async def test() -> None:
        uploader = Uploader(cloud.config(), tmp_path, lambda _: None)
        run = Run(kind="live", source="sim", since="")
        uploader.hear(Ended(run=run, state="complete", time_s=60, frames=600))
        assert uploader.queue.waiting() == []

    asyncio.run(test())


def test_a_remote_that_is_down_is_tried_until_it_is_there(cloud: FakeCloud, session: Path) -> None:
    async def test() -> None:
        async with uploading(cloud.config(), session.parent) as (uploader, told):
            uploader.enqueue(session)
            await until(lambda: told)
            assert "connection refused" in told[0]
            cloud.start()
            await until(lambda: cloud.arrived(session) and not uploader.queue.waiting())
            await until(lambda: len(told) == 2)  # a problem is told once, however often it is met

    asyncio.run(test())


def test_a_wrong_password_is_a_line_that_does_not_tell_it(cloud: FakeCloud, session: Path) -> None:
    cloud.start()

    async def test() -> None:
        config = cloud.config(password="analytical-engine")
        async with uploading(config, session.parent) as (uploader, told):
            uploader.enqueue(session)
            await until(lambda: told)
            assert "401 Unauthorized" in told[0]
            assert "analytical-engine" not in told[0]
            assert "\n" not in told[0]
            entry = uploader.queue.entry(session.name)
            assert entry
            await until(lambda: (uploader.queue.entry(session.name) or entry).problem)

    asyncio.run(test())


def test_a_copy_that_is_damaged_is_found_and_made_anew(cloud: FakeCloud, session: Path) -> None:
    """The remote keeps no times and no hashes, so that the size alone says it arrived."""
    damaged = cloud.folder / "exermoted" / session.name / FRAMES_NAME
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"x" * (session / FRAMES_NAME).stat().st_size)
    cloud.start()

    async def test() -> None:
        async with uploading(cloud.config(), session.parent) as (uploader, told):
            uploader.enqueue(session)
            await until(lambda: told)
        assert cloud.arrived(session)

    asyncio.run(test())


def test_a_remote_that_damages_what_it_takes_is_not_believed(
    cloud: FakeCloud, session: Path, tmp_path: Path
) -> None:
    cloud.start()
    program = tmp_path / "damaging"
    broken = cloud.folder / "exermoted" / session.name / FRAMES_NAME
    damage = f"printf XX | dd conv=notrunc status=none of={broken}"
    program.write_text(f'#!/bin/sh\nrclone "$@"; status=$?; {damage}; exit $status\n')
    program.chmod(0o755)

    async def test() -> None:
        config = cloud.config(rclone=str(program))
        async with uploading(config, session.parent) as (uploader, told):
            uploader.enqueue(session)
            await until(lambda: told)
            assert "differences found" in told[0]
            assert uploader.queue.state(session.name) == "waiting"

    asyncio.run(test())


def test_a_remote_that_is_killed_in_the_middle_gets_the_rest_later(
    cloud: FakeCloud, session: Path
) -> None:
    (session / "raw.jsonl.gz").write_bytes(os.urandom(20_000_000))
    cloud.start("--bwlimit=4M")
    there = cloud.folder / "exermoted" / session.name

    async def test() -> None:
        async with uploading(cloud.config(), session.parent) as (uploader, _):
            uploader.enqueue(session)
            await until(lambda: list(there.glob("raw*")))
            cloud.kill()
            assert not cloud.arrived(session)
            cloud.start()
            await until(lambda: uploader.queue.state(session.name) == "uploaded")
        assert cloud.arrived(session)

    asyncio.run(test())


def test_a_session_waits_from_its_start_and_is_uploaded_when_it_has_its_end(
    cloud: FakeCloud, session: Path
) -> None:
    cloud.start()
    (session / FRAMES_NAME).rename(session / PARTIAL_NAME)

    async def test() -> None:
        async with uploading(cloud.config(), session.parent) as (uploader, told):
            uploader.hear(Started(run=recorded(session)))
            await until(uploader.queue.waiting)
            repair(session)
            await until(lambda: told)
            assert told == [f"upload: {session.name} has arrived"]

    asyncio.run(test())


def test_a_session_that_is_gone_waits_no_more(cloud: FakeCloud, tmp_path: Path) -> None:
    async def test() -> None:
        async with uploading(cloud.config(), tmp_path) as (uploader, told):
            uploader.enqueue(tmp_path / "gone")
            await until(lambda: told)
        assert told == ["upload: gone: it is gone, and not uploaded"]
        assert uploader.queue.waiting() == []

    asyncio.run(test())


def test_a_queue_that_the_disk_does_not_take_is_told_and_tried_again(
    cloud: FakeCloud, session: Path
) -> None:
    cloud.start()
    lock = cloud.config().queue / LOCK_NAME
    lock.mkdir(parents=True)

    async def test() -> None:
        async with uploading(cloud.config(), session.parent) as (uploader, told):
            await until(lambda: told)
            assert "lock: cannot be written" in told[0]
            lock.rmdir()
            uploader.enqueue(session)
            await until(lambda: uploader.queue.state(session.name) == "uploaded")

    asyncio.run(test())


def test_one_that_is_taken_out_of_the_queue_is_not_looked_for_all_the_time(
    cloud: FakeCloud, session: Path
) -> None:
    class Watched(Queue):
        looks = 0

        def waiting(self) -> list[str]:
            self.looks += 1
            return super().waiting()

    async def test() -> None:
        async with uploading(cloud.config(), session.parent) as (uploader, told):
            uploader.queue = queue = Watched(cloud.config().queue)
            uploader.enqueue(session)
            await until(lambda: told)  # it failed, and is to be tried again
            queue.drop(session.name)
            await asyncio.sleep(2 * QUICK.longest_s)
            queue.looks = 0
            await asyncio.sleep(1.0)
        assert queue.looks <= 2 * 1.0 / QUICK.look_s

    asyncio.run(test())


def test_a_program_that_is_missing_is_a_line(cloud: FakeCloud, session: Path) -> None:
    async def test() -> None:
        config = cloud.config(rclone="no-such-program")
        async with uploading(config, session.parent) as (uploader, told):
            uploader.enqueue(session)
            await until(lambda: told)
        assert "no-such-program" in told[0]

    asyncio.run(test())


DAEMON = """
import asyncio, sys, msgspec
from pathlib import Path
from exermoted.config import UploadConfig
from exermoted.upload.queue import LOCK_NAME, Queue
from exermoted.upload.uploader import Uploader
def path(kind, value):
    return Path(value)
async def main():
    config = msgspec.json.decode(sys.argv[1], type=UploadConfig, dec_hook=path)
    uploader = Uploader(config, Path(sys.argv[2]).parent, print)
    uploader.enqueue(Path(sys.argv[2]))
    await uploader.run()
asyncio.run(main())
"""


def test_a_daemon_that_is_killed_goes_on_afterwards(cloud: FakeCloud, session: Path) -> None:
    (session / "raw.jsonl.gz").write_bytes(os.urandom(20_000_000))
    cloud.start("--bwlimit=4M")
    there = cloud.folder / "exermoted" / session.name

    async def test() -> None:
        config = cloud.config()
        said = msgspec.json.encode(config, enc_hook=str).decode()
        command = (sys.executable, "-c", DAEMON, said, str(session))
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
        await until(lambda: list(there.glob("raw*")))
        process.send_signal(signal.SIGKILL)
        await process.wait()
        await until(lambda: not running(str(session)))  # rclone goes with it
        cloud.kill()
        cloud.start()
        async with uploading(config, session.parent) as (uploader, _):
            await until(lambda: uploader.queue.state(session.name) == "uploaded")
        assert cloud.arrived(session)

    asyncio.run(test())


def test_rclone_ends_with_the_daemon(cloud: FakeCloud, session: Path) -> None:
    (session / "raw.jsonl.gz").write_bytes(os.urandom(20_000_000))
    cloud.start("--bwlimit=1M")

    async def test() -> None:
        async with uploading(cloud.config(), session.parent) as (uploader, _):
            uploader.enqueue(session)
            await until(lambda: running(str(session)))
        assert not running(str(session))

    asyncio.run(test())


def running(argument: str) -> bool:
    """Whether a process that does not belong to this one's tests was given an argument."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            words = path.read_bytes().split(b"\0")
            if argument.encode() in words and b"copy" in words:
                return True
    return False


def test_only_one_process_uploads(cloud: FakeCloud, session: Path) -> None:
    async def test() -> None:
        cloud.start()
        async with uploading(cloud.config(), session.parent) as (uploader, _):
            await asyncio.sleep(0)
            other = Uploader(cloud.config(), session.parent, lambda _: None, QUICK)
            with other.queue.owned() as owned:
                assert not owned
            uploader.enqueue(session)
            assert await other.finish([session.name]) == []

    asyncio.run(test())
