import asyncio
from pathlib import Path

import pytest

from exermoted.report.apart import Reporter
from exermoted.report.page import report_html
from sessions.errors import ExermotedError
from sessions.folder import FRAMES_NAME


def test_a_process_of_its_own_makes_the_same_page(session: Path) -> None:
    assert asyncio.run(Reporter().make(session, "packaged")) == report_html(session, "packaged")


def test_what_is_wrong_is_told_in_one_line(session: Path) -> None:
    (session / FRAMES_NAME).write_text("tick\n")
    with pytest.raises(ExermotedError, match=r"frames\.csv:1: the columns are not"):
        asyncio.run(Reporter().make(session, "packaged"))


def test_who_gives_up_waiting_leaves_the_next_one_free(session: Path) -> None:
    async def test() -> str:
        reporter = Reporter()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reporter.make(session, "packaged"), 0.05)
        return await reporter.make(session, "packaged")

    assert asyncio.run(test()).startswith("<!DOCTYPE html>")
