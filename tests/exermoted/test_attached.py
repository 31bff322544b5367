"""The command line where the daemon runs."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from exermoted.cli import run
from sessions.folder import read_session
from sessions.info import read_info
from tests.fakes.daemon import RunningDaemon, running
from tests.fakes.waiting import PATIENCE_S

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDaemon]:
    with running(tmp_path_factory.mktemp("daemon")) as started:
        yield started


@pytest.fixture(autouse=True)
def idle(daemon: RunningDaemon) -> Iterator[None]:
    yield
    daemon.ask("POST", "/api/stop")


def command(daemon: RunningDaemon, name: str, *more: str) -> list[str]:
    return [name, *more, "--config", str(daemon.config)]


def sessions(daemon: RunningDaemon) -> set[Path]:
    return set(daemon.sessions.glob("*"))


class Terminal:
    """A command on a terminal that a test types at."""

    def __init__(self, arguments: list[str]) -> None:
        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "exermoted", *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=os.environ | {"TERM": "xterm", "COLUMNS": "100"},
        )
        os.close(theirs)
        self.text = ""

    def shows(self, words: str) -> None:
        end_s = time.monotonic() + PATIENCE_S
        while words not in self.text:
            assert time.monotonic() < end_s, self.text
            if select.select([self._ours], [], [], 0.1)[0]:
                self.text += self._read()

    def types(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def end(self) -> int:
        """Returns the exit status."""
        end_s = time.monotonic() + PATIENCE_S
        while self.process.poll() is None:
            assert time.monotonic() < end_s, self.text
            if select.select([self._ours], [], [], 0.1)[0]:
                self.text += self._read()
        os.close(self._ours)
        return self.process.returncode

    def _read(self) -> str:
        try:
            return os.read(self._ours, 65536).decode(errors="replace")
        except OSError:  # the other end is closed
            return ""


def test_record_has_the_daemon_record_and_tells_the_same(
    daemon: RunningDaemon, capsys: Capture
) -> None:
    before = sessions(daemon)
    more = ("--subject", "Ada", "--duration", "60s", "--seed", "7", "--speed", "100", "--json")
    assert run(command(daemon, "record", *more)) == 0
    (folder,) = sessions(daemon) - before
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert told["folder"] == folder.name
    assert told["session"]["frames"] == len(read_session(folder).frames) == 600
    assert "set break" in said.err
    assert "set 1" in said.err


def test_live_has_the_daemon_count_and_compares_with_the_script(
    daemon: RunningDaemon, capsys: Capture, tmp_path: Path
) -> None:
    events = tmp_path / "events.jsonl"
    more = ("--duration", "60s", "--seed", "7", "--speed", "100", "--events", str(events))
    assert run(command(daemon, "live", *more)) == 0
    said = capsys.readouterr()
    assert "Burpee 5" in said.err
    assert "script said" in said.out
    kinds = [json.loads(line)["event"] for line in events.read_text().splitlines()]
    assert kinds.count("repetition") == 5


def test_the_source_is_the_one_that_the_daemon_has(
    daemon: RunningDaemon, capsys: Capture, tmp_path: Path
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(f"source: ble\nservice: {{socket: {daemon.socket}}}\n")
    assert run(["live", "--duration", "30s", "--speed", "100", "--config", str(own)]) == 0
    assert "script said" in capsys.readouterr().out


def test_a_second_start_is_told_that_the_daemon_is_busy(
    daemon: RunningDaemon, capsys: Capture
) -> None:
    daemon.ask("POST", "/api/record", {"subject": "Ada", "quiet": True})
    assert run(command(daemon, "live")) == 1
    assert "busy: recording since" in capsys.readouterr().err
    assert run(command(daemon, "status")) == 0
    assert "recording Ada since" in capsys.readouterr().out
    assert run(command(daemon, "stop")) == 0
    assert "idle" in capsys.readouterr().out


def test_what_the_daemon_has_no_rights_to_runs_here(
    daemon: RunningDaemon, tmp_path: Path, session: Path
) -> None:
    before = sessions(daemon)
    for more in (
        ("--source", "sim", "--duration", "5s", "--speed", "1000", "--local"),
        ("--source", f"replay:{session}", "--speed", "1000"),
        ("--source", "sim", "--duration", "5s", "--speed", "1000"),
    ):
        out = ("--out", str(tmp_path / "here"))
        assert run(command(daemon, "record", "--subject", "Ada", *out, *more)) == 0
    assert sessions(daemon) == before
    assert len(list((tmp_path / "here").iterdir())) == 3


@pytest.fixture
def watching(daemon: RunningDaemon) -> Iterator[Terminal]:
    terminal = Terminal(command(daemon, "record", "--subject", "Ada", "--quiet"))
    terminal.shows("set break")
    terminal.process.send_signal(signal.SIGINT)
    terminal.shows("eave it running:")
    yield terminal
    terminal.process.kill()
    terminal.process.wait()


def test_ctrl_c_asks_and_yes_ends_the_session(daemon: RunningDaemon, watching: Terminal) -> None:
    watching.types("y\n")
    assert watching.end() == 130
    assert "(interrupted)" in watching.text
    assert daemon.mode() == "idle"
    assert read_info(max(sessions(daemon))).state == "interrupted"


def test_ctrl_c_asks_and_no_goes_on_watching(daemon: RunningDaemon, watching: Terminal) -> None:
    watching.types("n\n")
    watching.text = ""
    watching.shows("set break")
    assert daemon.mode() == "recording"


def test_ctrl_c_asks_and_the_session_can_be_left_running(
    daemon: RunningDaemon, watching: Terminal
) -> None:
    watching.types("l\n")
    assert watching.end() == 130
    assert "it goes on without this terminal" in watching.text
    assert daemon.mode() == "recording"


def test_ctrl_c_twice_leaves_it_running(daemon: RunningDaemon, watching: Terminal) -> None:
    watching.process.send_signal(signal.SIGINT)
    assert watching.end() == 130
    assert daemon.mode() == "recording"


def test_a_terminal_that_goes_does_not_end_the_session(
    daemon: RunningDaemon, watching: Terminal
) -> None:
    watching.process.kill()
    watching.process.wait()
    assert daemon.mode() == "recording"


def test_one_that_another_stops_before_it_begins_says_so(daemon: RunningDaemon) -> None:
    more = ("--subject", "Ada", "--quiet", "--duration", "60m")  # which takes its time to begin
    terminal = Terminal(command(daemon, "record", *more))
    daemon.becomes("starting")
    assert daemon.ask("POST", "/api/stop")[0] == 200
    assert terminal.end() == 1
    assert "exermoted: it was stopped before it began" in terminal.text


def test_an_interruption_while_it_starts_says_that_it_goes_on(daemon: RunningDaemon) -> None:
    more = ("--subject", "Ada", "--quiet", "--duration", "60m")  # which takes its time to begin
    terminal = Terminal(command(daemon, "record", *more))
    daemon.becomes("starting")
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.end() == 130
    assert "'exermoted stop' ends it" in terminal.text
    assert daemon.mode() in ("starting", "recording")


def test_without_a_terminal_an_interruption_leaves_it_running(daemon: RunningDaemon) -> None:
    arguments = command(daemon, "record", "--subject", "Ada", "--quiet")
    process = subprocess.Popen(
        [sys.executable, "-m", "exermoted", *arguments],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    daemon.becomes("recording")
    assert process.stderr is not None
    assert "set break" in process.stderr.readline()
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert "'exermoted stop' ends it" in err
    assert daemon.mode() == "recording"


def test_a_daemon_that_dies_is_told_in_one_line(tmp_path: Path) -> None:
    with running(tmp_path / "mortal") as mortal:
        arguments = command(mortal, "record", "--subject", "Ada", "--quiet")
        process = subprocess.Popen(
            [sys.executable, "-m", "exermoted", *arguments],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        mortal.becomes("recording")
        mortal.end(signal.SIGKILL)
        _, err = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 1
        assert "exermoted: the daemon answers no more" in err
        assert "Traceback" not in err


def test_status_without_a_daemon_says_what_to_do(capsys: Capture) -> None:
    assert run(["status"]) == 1
    assert "no daemon answers; 'sudo systemctl start exermoted'" in capsys.readouterr().err
