import re
import runpy
import shlex
import shutil
from pathlib import Path

import pytest

from exermoted.cli import run
from sessions.folder import read_session
from tests.conftest import ROOT
from tests.fakes.foreign import MAP, ONE, write_log, write_pair

Capture = pytest.CaptureFixture[str]

PAGE = (ROOT / "docs" / "import.md").read_text()
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = [text.splitlines() for kind, text in BLOCKS if kind == "sh"]
DOCUMENTED_MAPS = sorted((ROOT / "docs" / "import").glob("*.yaml"))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that the example's files lie in, as in the repository."""
    shutil.copytree(ROOT / "docs" / "import", tmp_path / "docs" / "import")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_pages_commands_do_what_it_says(here: Path, capsys: Capture) -> None:
    (commands,) = COMMANDS
    assert [run(shlex.split(line)[1:]) for line in commands] == [0] * len(commands)
    assert {path.name for path in (here / "mine").iterdir()} >= {"20251125T093000_Ben"}
    printed = capsys.readouterr().out
    (said,) = (text for kind, text in BLOCKS if not kind and "→" in text)
    assert [line for line in said.splitlines() if line not in printed.splitlines()] == []
    rows = [[cell.strip() for cell in line.strip("│").split("│")] for line in printed.splitlines()]
    assert [row[1:] for row in rows if len(row) == 4 and row[0].isdigit()] == [
        ["Squat", "8", "8"],
        ["Squat", "5", "5"],
        ["Burpee", "5", "5"],
        ["Situp", "5", "5"],
    ]


@pytest.mark.parametrize("name", ["20251124T162000Z_ada", "20251124T163000Z_ada"])
def test_the_other_two_sets_are_counted_too(here: Path, name: str, capsys: Capture) -> None:
    assert run(shlex.split(COMMANDS[0][0])[1:]) == 0
    (count,) = read_session(here / "mine" / name).counts.values()
    assert run(["live", "--source", f"replay:mine/{name}", "--speed", "1000"]) == 0
    assert re.search(rf"│ {count} +│ {count} +│$", capsys.readouterr().out, re.MULTILINE)


def test_the_examples_files_are_those_that_the_script_makes(tmp_path: Path) -> None:
    folder = ROOT / "docs" / "import"
    make = runpy.run_path(str(folder / "make_example.py"))["main"]
    make(tmp_path)
    kept = sorted(path.relative_to(folder) for path in folder.rglob("*.csv"))
    assert sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.csv")) == kept
    for name in kept:
        assert _numbers(tmp_path / name) == pytest.approx(_numbers(folder / name), abs=0.11)


def _numbers(path: Path) -> list[float]:
    cells = path.read_text().replace("\n", ",").split(",")
    return [float(cell) for cell in cells if re.fullmatch(r"-?\d+(\.\d+)?", cell)]


def test_the_maps_on_the_page_are_those_beside_it() -> None:
    shown = [text for kind, text in BLOCKS if kind == "yaml" and text.startswith("files")]
    kept = ["".join(_without_head(path)) for path in DOCUMENTED_MAPS]
    assert sorted(shown) == sorted(kept)


def _without_head(path: Path) -> list[str]:
    lines = path.read_text().splitlines(keepends=True)
    return [line for line in lines if not line.startswith("#")]


def imported(folder: Path, text: str, *more: str) -> int:
    (folder / "map.yaml").write_text(text)
    files = sorted(map(str, folder.glob("*.csv")))
    out = ["--out", str(folder / "out")]
    return run(["sessions", "import", *files, "--map", str(folder / "map.yaml"), *out, *more])


def test_every_command_bears_a_session_whose_sets_alone_are_known(tmp_path: Path) -> None:
    write_log(tmp_path / "log.csv", [("-", 5), ("dip", 10), ("-", 5)])
    labels = "labels: {column: activity, rest: ['-']}\n"
    assert imported(tmp_path, f"{ONE}{labels}") == 0
    (session,) = map(str, (tmp_path / "out").iterdir())
    assert run(["sessions", "show", session]) == 0
    assert run(["sessions", "verify", session]) == 0
    assert run(["evaluate", "packaged", session]) == 0
    assert run(["report", session, "--out", str(tmp_path / "report.html")]) == 0
    assert run(["live", "--source", f"replay:{session}", "--speed", "1000"]) == 0
    again = ["--subject", "Bob", "--out", str(tmp_path / "again"), "--duration", "20s"]
    assert run(["record", "--source", f"replay:{session}", "--speed", "1000", *again]) == 0
    (copy,) = map(read_session, (tmp_path / "again").iterdir())
    assert {label.exercise for label in copy.labels} == {None, "dip"}


def test_what_is_left_out_is_said_and_what_was_done_is_noted(
    tmp_path: Path, capsys: Capture
) -> None:
    write_pair(tmp_path, "ada_squat_8")
    (tmp_path / "notes.csv").touch()
    with (tmp_path / "ada_squat_8_acc.csv").open("a") as file:
        file.write("1600000020000,1,2\n")
    assert imported(tmp_path, MAP) == 0
    told = capsys.readouterr()
    assert "ada, 20 s: 1 set of squat (8)" in told.out
    assert "left out 1 with too few cells (first in line 252)" in told.err
    assert "notes.csv: does not match" in told.err
    (session,) = (tmp_path / "out").iterdir()
    assert run(["sessions", "show", str(session)]) == 0
    shown = capsys.readouterr().out
    for line in (
        "known repetitions: set 1: 8",
        "imported with the map map.yaml",
        "ada_squat_8_gyr.csv: 500 rows at 25 Hz",
        "phone: gravity, attitude computed from the rest",
    ):
        assert line in shown


def test_nothing_is_written_where_one_file_of_several_is_wrong(
    tmp_path: Path, capsys: Capture
) -> None:
    write_pair(tmp_path, "ada_squat_8")
    write_pair(tmp_path, "bob_squat_8")
    (tmp_path / "bob_squat_8_gyr.csv").write_text("ms,x,y\n1,2,3\n")
    assert imported(tmp_path, MAP) == 1
    assert not (tmp_path / "out").exists()
    message = capsys.readouterr().err
    assert "bob_squat_8_gyr.csv:1: column 'z' is missing; there are 'ms', 'x', 'y'" in message


def test_a_rate_that_no_frames_come_at_is_a_mistake_of_use(tmp_path: Path) -> None:
    write_pair(tmp_path, "ada_squat_8")
    assert imported(tmp_path, MAP, "--rate", "0") == 2
