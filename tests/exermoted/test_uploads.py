import json
import shutil
from pathlib import Path

import msgspec
import pytest

from exermoted.cli import run
from exermoted.config import UploadConfig
from sessions.folder import FRAMES_NAME, PARTIAL_NAME
from tests.fakes.webdav import FakeCloud

Capture = pytest.CaptureFixture[str]


def configured(folder: Path, sessions: Path, upload: UploadConfig) -> str:
    path = folder / "exermoted.yaml"
    values = {"sessions": sessions, "upload": upload}
    path.write_bytes(msgspec.yaml.encode(values, enc_hook=str))
    return str(path)


@pytest.fixture
def config(cloud: FakeCloud, session: Path, tmp_path: Path) -> str:
    return configured(tmp_path, session.parent, cloud.config())


def listed(config: str, capsys: Capture) -> dict[str, str | None]:
    capsys.readouterr()
    assert run(["sessions", "list", "--json", "--config", config]) == 0
    return {entry["name"]: entry["upload"] for entry in json.loads(capsys.readouterr().out)}


def test_a_session_is_uploaded_by_its_name(
    cloud: FakeCloud, session: Path, config: str, capsys: Capture
) -> None:
    assert listed(config, capsys) == {session.name: None}
    assert run(["sessions", "upload", session.name, "--config", config]) == 0
    assert "waits for its upload" in capsys.readouterr().out
    assert listed(config, capsys) == {session.name: "waiting"}
    cloud.start()
    assert run(["sessions", "upload", "--wait", "--config", config]) == 0
    assert f"{session.name} has arrived" in capsys.readouterr().out
    assert cloud.arrived(session)
    assert listed(config, capsys) == {session.name: "uploaded"}


def test_a_recording_of_the_command_line_waits_for_its_upload(
    config: str, session: Path, capsys: Capture
) -> None:
    workout = ("--subject", "Ada", "--source", "sim", "--duration", "60s", "--speed", "1000")
    assert run(["record", *workout, "--config", config]) == 0
    (name,) = {path.name for path in session.parent.glob("*_Ada*")} - {session.name}
    assert listed(config, capsys) == {session.name: None, name: "waiting"}


def test_all_are_those_that_have_not_arrived_yet(
    cloud: FakeCloud, session: Path, config: str, capsys: Capture
) -> None:
    cloud.start()
    assert run(["sessions", "upload", str(session), "--wait", "--config", config]) == 0
    second = session.parent / "second"
    shutil.copytree(session, second)
    unfinished = session.parent / "third"
    shutil.copytree(session, unfinished)
    (unfinished / FRAMES_NAME).rename(unfinished / PARTIAL_NAME)
    capsys.readouterr()
    assert run(["sessions", "upload", "--all", "--wait", "--config", config]) == 0
    assert capsys.readouterr().out == "upload: second has arrived\n"


def test_a_remote_that_is_down_is_an_exit_status(
    session: Path, config: str, capsys: Capture
) -> None:
    assert run(["sessions", "upload", session.name, "--wait", "--config", config]) == 1
    assert "connection refused" in capsys.readouterr().out
    assert listed(config, capsys) == {session.name: "waiting"}


@pytest.mark.parametrize(
    ("arguments", "status", "complaint"),
    [
        (["none"], 1, "none: is no session that is finished"),
        ([], 2, "name sessions, or say --all or --wait"),
    ],
)
def test_what_cannot_be_uploaded_is_told(
    config: str, capsys: Capture, arguments: list[str], status: int, complaint: str
) -> None:
    assert run(["sessions", "upload", *arguments, "--config", config]) == status
    assert complaint in capsys.readouterr().err


def test_without_a_remote_it_says_where_to_name_one(
    session: Path, tmp_path: Path, capsys: Capture
) -> None:
    config = configured(tmp_path, session.parent, UploadConfig())
    assert run(["sessions", "upload", str(session), "--config", config]) == 2
    assert "docs/upload.md" in capsys.readouterr().err
