import json
from pathlib import Path

import pytest

from exermoted.cli import run
from exermoted.doctor.finding import Status
from exermoted.doctor.machine import check_clock, check_disk
from exermoted.doctor.model import check_model
from tests.fakes.gym import Options, opened

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def no_bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a system bus, hence without Bluetooth."""
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'none'}")


def findings(capsys: Capture) -> dict[str, dict[str, str]]:
    return {finding["check"]: finding for finding in json.loads(capsys.readouterr().out)}


@pytest.mark.usefixtures("no_bus")
def test_what_is_not_needed_is_a_warning(capsys: Capture) -> None:
    assert run(["doctor", "--json"]) == 0
    found = findings(capsys)
    assert found["bluetooth"]["status"] == "warning"
    assert "D-Bus" in found["bluetooth"]["found"]
    assert found["configuration"]["status"] == "ok"
    assert "Squat" in found["model"]["found"]
    assert {"phone", "sound", "clock", "disk"} <= set(found)


@pytest.mark.usefixtures("no_bus")
def test_what_is_needed_is_an_error(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "config.yaml").write_text("sensors: {right_hand: 15b97f918a0f190e}")
    assert run(["doctor", "--config", str(tmp_path / "config.yaml")]) == 1
    shown = capsys.readouterr().out
    assert "error" in shown
    assert "bluetooth" in shown


def test_each_sensor_that_is_worn_is_looked_for(bus: str, config: Path, capsys: Capture) -> None:
    with opened(Options(bus, sensors=5)):
        assert run(["doctor", "--json", "--config", str(config)]) == 1
    found = json.loads(capsys.readouterr().out)
    told = [finding for finding in found if finding["check"] == "sensors"]
    assert [finding["status"] for finding in told] == ["ok"] * 5 + ["error"]
    assert "packets/s" in told[0]["found"]
    assert "is not heard" in told[5]["found"]
    (bluetooth,) = [finding for finding in found if finding["check"] == "bluetooth"]
    assert bluetooth["found"].startswith("scans in mode active-duplicates")


def test_a_configuration_that_is_none_is_all_there_is_to_say(
    tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "config.yaml").write_text("sourse: sim")
    assert run(["doctor", "--json", "--config", str(tmp_path / "config.yaml")]) == 1
    assert list(findings(capsys)) == ["configuration"]


def program(folder: Path, line: str) -> str:
    path = folder / "program"
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    ("line", "status", "found"),
    [
        ("echo yes", Status.OK, "set by a time server"),
        ("echo no", Status.WARNING, "not set by a time server"),
        ("exit 1", Status.WARNING, "cannot be told"),
    ],
)
def test_the_clock(tmp_path: Path, line: str, status: Status, found: str) -> None:
    finding = check_clock(program(tmp_path, line))
    assert finding.status is status
    assert found in finding.found


def test_the_disk_of_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    finding = check_disk(tmp_path / "a" / "b")
    assert finding.check == "disk"
    assert "MB free" in finding.found


def test_a_disk_that_is_full() -> None:
    assert check_disk(Path("/proc")).status is Status.ERROR


def test_a_folder_that_the_service_writes_to_need_not_be_ours() -> None:
    assert "may not be written to" not in check_disk(Path("/proc"), by_service=True).found


def test_a_model_that_is_not_there() -> None:
    finding = check_model("none")
    assert finding.status is Status.ERROR
    assert "'none' is neither" in finding.found
