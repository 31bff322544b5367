"""The commands through bleak, against a BlueZ of our own in a process of its own."""

import json
import threading
import time
from pathlib import Path

import pytest

from exermoted.cli import run
from exermoted.config import load_config
from sessions.channels import PLACES
from sessions.folder import PARTIAL_NAME, read_session
from sessions.info import read_info
from sessions.load import find_recordings
from tests.fakes.gym import Gym, Options, opened
from tests.fakes.sensors import SIX

Capture = pytest.CaptureFixture[str]
HAND = SIX["right_hand"]


def test_what_is_in_the_air_is_listed(bus: str, config: Path, capsys: Capture) -> None:
    with opened(Options(bus, sensors=7)):
        assert run(["sensors", "--seconds", "0.6", "--config", str(config)]) == 0
    told = capsys.readouterr().out
    assert "right hand" in told
    assert HAND in told
    assert "2.40" in told


def test_a_program_reads_it_as_json(bus: str, config: Path, capsys: Capture) -> None:
    with opened(Options(bus, sensors=7)):
        assert run(["sensors", "--seconds", "1", "--json", "--config", str(config)]) == 0
    sensors = json.loads(capsys.readouterr().out)
    assert [sensor["place"] for sensor in sensors] == [*sorted(SIX, key=SIX.__getitem__), None]
    assert all(sensor["rate_hz"] == pytest.approx(10, abs=2) for sensor in sensors)
    assert sensors[0]["battery_v"] == 2.4


@pytest.mark.usefixtures("bus")
def test_without_bluetoothd_it_says_so_in_one_line(capsys: Capture) -> None:
    assert run(["sensors", "--seconds", "1"]) == 1
    assert "systemctl start bluetooth" in capsys.readouterr().err


def test_modes_are_measured_and_the_best_is_written(
    bus: str, config: Path, capsys: Capture
) -> None:
    more = ("--measure", "--write", "--seconds", "0.6", "--config", str(config))
    with opened(Options(bus, filters_duplicates=True)):
        assert run(["sensors", *more]) == 0
    told = capsys.readouterr().out
    assert "passive" in told
    assert "right foot" in told
    assert load_config(config).bluetooth.scan == "passive"
    assert "# my gym" in config.read_text()


def test_a_mode_that_does_not_work_is_explained(bus: str, config: Path, capsys: Capture) -> None:
    with opened(Options(bus, experimental=False)):
        arguments = ["sensors", "--measure", "--seconds", "0.5", "--config", str(config)]
        assert run(arguments) == 0
        told = " ".join(capsys.readouterr().out.split())
        assert run([*arguments, "--json"]) == 0
    assert "does not work" in told
    assert "Experimental = true" in told
    measured = json.loads(capsys.readouterr().out)
    assert measured["best"] == "active-duplicates"
    assert set(measured["modes"][1]["new_hz"]) == set(SIX.values())


def test_a_sensor_is_assigned_by_its_identifier(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("# mine\n")
    assert run(["sensors", "assign", "right_hand", HAND.upper(), "--config", str(path)]) == 0
    assert path.read_text() == f"# mine\nsensors:\n  right_hand: {HAND}\n"
    assert f"right_hand is {HAND}" in capsys.readouterr().out


def test_a_sensor_worn_elsewhere_is_moved(config: Path) -> None:
    assert run(["sensors", "assign", "belly", HAND, "--config", str(config)]) == 0
    sensors = load_config(config).sensors
    assert sensors["belly"] == HAND
    assert "right_hand" not in sensors


def test_the_first_assignment_makes_the_users_file(home: Path) -> None:
    assert run(["sensors", "assign", "chest", "ruuvi:CB:B8:33:4C:88:4F"]) == 0
    assert (home / ".config/exermoted/config.yaml").exists()
    assert load_config().sensors == {"chest": "ruuvi:cbb8334c884f"}


def test_the_sensor_that_is_shaken_is_assigned(bus: str, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("model: packaged\n")
    with opened(Options(bus, shaken=2)):
        assert run(["sensors", "assign", "chest", "--shake", "--config", str(path)]) == 0
    assert load_config(path).sensors == {"chest": SIX["right_foot"]}


def test_where_nothing_is_shaken_nothing_is_assigned(
    bus: str, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("model: packaged\n")
    more = ("--shake", "--seconds", "1", "--config", str(path))
    with opened(Options(bus)):
        assert run(["sensors", "assign", "chest", *more]) == 1
    assert "no single sensor was shaken" in capsys.readouterr().err
    assert path.read_text() == "model: packaged\n"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["assign", "knee", HAND], "places: right_hand"),
        (["assign", "chest"], "or else shake it"),
        (["assign", "chest", HAND, "--shake"], "or else shake it"),
        (["assign", "chest", "15b9"], "no Nearable"),
        (["--write"], "goes with --measure"),
    ],
)
def test_what_cannot_be_is_refused(arguments: list[str], complaint: str, capsys: Capture) -> None:
    assert run(["sensors", *arguments]) == 2
    assert complaint in capsys.readouterr().err


def test_a_workout_is_recorded_from_bluetooth(bus: str, config: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    more = (
        "--source",
        "ble",
        "--quiet",
        "--duration",
        "3s",
        "--out",
        str(out),
        "--config",
        str(config),
    )
    with opened(Options(bus)):
        assert run(["record", "--subject", "Ada", *more]) == 0
    (folder,) = find_recordings(out)
    info = read_info(folder)
    assert (info.state, info.frames, info.sources) == ("complete", 30, ("ble",))
    assert set(info.streams) == set(PLACES)
    for place, stream in info.streams.items():
        assert stream.rate_hz == pytest.approx(10, abs=2), place
        assert stream.gaps == 0
    last = read_session(folder).frames[-1]
    assert last.values[:4] == pytest.approx((0.0, 0.0, 1.0, -60.0))


def test_a_session_outlives_bluetoothd_and_says_so(bus: str, config: Path, tmp_path: Path) -> None:
    def restart(first: Gym) -> None:
        while not finished.is_set() and not list(tmp_path.glob(f"*/{PARTIAL_NAME}")):
            time.sleep(0.05)
        time.sleep(1.0)
        first.close()
        with opened(Options(bus)):
            finished.wait(30.0)

    finished = threading.Event()
    more = (
        "--source",
        "ble",
        "--quiet",
        "--duration",
        "7s",
        "--out",
        str(tmp_path),
        "--config",
        str(config),
    )
    with opened(Options(bus)) as gym:
        restarting = threading.Thread(target=restart, args=[gym])
        restarting.start()
        status = run(["record", "--subject", "Ada", *more])
        finished.set()
        restarting.join()
    assert status == 0
    (folder,) = find_recordings(tmp_path)
    info = read_info(folder)
    assert (info.state, info.frames) == ("complete", 70)
    assert any("nothing is heard any more" in note for note in info.notes)
    assert any("heard again after" in note for note in info.notes)
    assert all(stream.longest_gap_s > 1 for stream in info.streams.values())


def test_recording_from_bluetooth_wants_sensors(tmp_path: Path, capsys: Capture) -> None:
    arguments = ["record", "--subject", "Ada", "--source", "ble", "--out", str(tmp_path)]
    assert run(arguments) == 2
    assert "exermoted sensors assign" in capsys.readouterr().err
