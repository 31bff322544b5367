"""The history and reports of the real daemon."""

import csv
import io
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.daemon import RunningDaemon, running
from tests.fakes.waiting import wait

ADA = {"subject": "=Ada", "duration_s": 60, "seed": 3, "quiet": True, "speed": 1000}
SLOWER = ADA | {"duration_s": 300, "speed": 20}
BOB = {"subject": "Bob", "duration_s": 60, "seed": 3, "speed": 1000}


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[RunningDaemon]:
    with running(tmp_path / "daemon") as started:
        yield started


def history(daemon: RunningDaemon) -> Any:
    status, said = daemon.ask("GET", "/api/history?days=2")
    assert status == 200
    return said


def repetitions(daemon: RunningDaemon) -> int:
    return sum(total["repetitions"] for total in history(daemon)["totals"])


def recorded(daemon: RunningDaemon) -> str:
    """Records a workout whose script has eight situps in that time, and returns its name."""
    assert daemon.ask("POST", "/api/record", ADA)[0] == 202
    daemon.becomes("idle")
    wait(lambda: history(daemon)["workouts"][0]["state"] == "complete")
    return str(history(daemon)["workouts"][0]["session"])


def test_a_recording_is_in_the_history_as_its_script_had_it(daemon: RunningDaemon) -> None:
    assert history(daemon) == {"workouts": [], "totals": []}
    name = recorded(daemon)
    (workout,) = history(daemon)["workouts"]
    assert (workout["kind"], workout["subject"], workout["session"]) == ("record", "=Ada", name)
    (only,) = workout["sets"]
    assert (only["exercise"], only["repetitions"]) == ("Situp", 8)
    (total,) = history(daemon)["totals"]
    assert (total["exercise"], total["repetitions"]) == ("Situp", 8)


def test_live_counts_are_in_the_history_too(daemon: RunningDaemon) -> None:
    assert daemon.ask("POST", "/api/live", BOB)[0] == 202
    daemon.becomes("idle")
    wait(lambda: history(daemon)["workouts"][0]["state"] == "complete")
    (workout,) = history(daemon)["workouts"]
    assert (workout["kind"], workout["subject"], workout["session"]) == ("live", "Bob", None)
    assert workout["repetitions"] > 0


def test_kill_9_loses_no_repetition_that_was_told(daemon: RunningDaemon) -> None:
    assert daemon.ask("POST", "/api/record", SLOWER)[0] == 202
    wait(lambda: repetitions(daemon) >= 3)
    before = repetitions(daemon)
    daemon.end(signal.SIGKILL)
    daemon.restart()
    wait(lambda: history(daemon)["workouts"][0]["state"] == "recovered")
    assert repetitions(daemon) >= before


def test_the_history_is_a_table_in_which_no_name_is_a_formula(daemon: RunningDaemon) -> None:
    recorded(daemon)
    head, text = daemon.fetch("/api/history.csv")
    assert head["Content-Type"].startswith("text/csv")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert (row["subject"], row["exercise"], row["repetitions"]) == ("'=Ada", "Situp", "8")


@pytest.mark.parametrize("days", ["0", "-1", "1e3", "many", "36501", ""])
def test_days_that_are_none_are_refused(daemon: RunningDaemon, days: str) -> None:
    status, said = daemon.ask("GET", f"/api/history?days={days}")
    assert (status, "days is a whole number" in said["error"]) == (400, True)


def test_a_recordings_report_is_a_page_that_may_do_nothing(daemon: RunningDaemon) -> None:
    head, text = daemon.fetch(f"/api/sessions/{recorded(daemon)}/report")
    assert text.startswith("<!DOCTYPE html>")
    assert "default-src 'none'" in head["Content-Security-Policy"]
    assert daemon.ask("GET", "/api/sessions/nothing/report")[0] == 404
