"""The dashboard in a real browser, with the real daemon and a simulated athlete."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.fakes.daemon import RunningDaemon, running

pytest.importorskip("selenium", reason="Selenium is not installed (pip install selenium)")

from selenium.webdriver import Chrome as WebDriver
from selenium.webdriver.common.keys import Keys

from tests.fakes.browser import CHROMIUM, DRIVER, chromium
from tests.fakes.dashboard import DESKTOP, MOBILE, PHONE, DashboardPage
from tests.fakes.step_graph import write_step_model

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER),
        reason="Chromium is not installed (apt install chromium chromium-driver)",
    ),
]

FAST_LIVE = {"subject": "Ada", "duration_s": 300, "seed": 4, "speed": 20}

PLACES_OF_STOP = """
window.places = new Set();
(function look() {
  const stop = document.getElementById("stop");
  if (stop.offsetParent) window.places.add(stop.getBoundingClientRect().top + scrollY);
  requestAnimationFrame(look);
})();
"""
FLAT = "matrix3d(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1)"
STEPS_DRAWN = """
(clock) => {
  const steps = [];
  let number = 0;
  let before = 0;
  for (let frame = 0; frame < 600; frame += 1) {  // 60 a second
    const now = 1000 + (frame * 1000) / 60;
    const late = (number * 37) % 40;  // up to 40 ms
    if (now >= 1000 + number * 100 + late) clock.tick(number++ / 10, now);
    const shown = clock.at(now);
    if (frame > 300) steps.push((shown - before) * 1000);
    before = shown;
  }
  return steps;
}
"""

Opener = Callable[..., DashboardPage]


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    with chromium(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[RunningDaemon]:
    with running(tmp_path / "daemon") as started:
        yield started


@pytest.fixture
def dashboard(driver: WebDriver, daemon: RunningDaemon) -> Iterator[Opener]:
    """Opens the dashboard, also several times."""
    opened: list[DashboardPage] = []

    def opener(**options: dict[str, object]) -> DashboardPage:
        opened.append(DashboardPage(driver, f"http://localhost:{daemon.port}/", **options))
        return opened[-1]

    driver.get_log("browser")  # type: ignore[no-untyped-call] # Selenium's; forgets another test's
    yield opener
    for page in opened:
        page.close()


def begin(page: DashboardPage) -> None:
    page.shows("state", "Idle")
    page.fill(subject="Ada", minutes="1", seed="7")
    page.press("Record")
    page.shows("state", "Recording Ada")


def end(page: DashboardPage) -> None:
    page.press("Stop")
    page.press("End it")
    page.shows("state", "Idle")


def test_a_recording_is_started_watched_and_stopped(
    dashboard: Opener, daemon: RunningDaemon
) -> None:
    page = dashboard()
    begin(page)
    page.shows("stage", "Set break")
    page.shows("stage", "seconds")
    page.shows("coming", "Burpee")
    assert page.run("return document.querySelectorAll('.block').length") >= 1
    before, cursor = page.text("stage"), "return document.querySelector('.cursor').style.left"
    left = page.run(cursor)
    page.until(lambda: page.text("stage") != before, "the countdown goes on")
    page.until(lambda: page.run(cursor) != left, "the place in the script, too")
    page.until(lambda: page.text("sensor-list").count("Hz") == 7, "seven sensors")
    end(page)
    assert daemon.mode() == "idle"
    page.shows("last", "interrupted")
    page.shows("recording-list", "interrupted")


def test_signals_move_while_something_runs_and_end_with_it(dashboard: Opener) -> None:
    page = dashboard()
    begin(page)
    page.until(
        lambda: page.run("return document.querySelectorAll('canvas').length") == 7, "signals"
    )
    page.run("document.querySelector('#streams').scrollIntoView()")
    first = page.drawing()
    page.until(lambda: page.drawing() != first, "another picture")
    end(page)
    page.until(lambda: not page.run("return document.querySelector('canvas')"), "no signals")


def test_a_recording_is_downloaded_whole(
    dashboard: Opener, daemon: RunningDaemon, tmp_path: Path
) -> None:
    page = dashboard()
    begin(page)
    time.sleep(1)  # of a recording
    end(page)
    page.shows("recording-list", "Download")
    folder = tmp_path / "downloads"
    page.tell("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder))
    page.click("Download")
    (session,) = daemon.sessions.iterdir()
    zipped = folder / f"{session.name}.zip"
    page.until(zipped.exists, "the download")
    with ZipFile(zipped) as archive:
        assert archive.testzip() is None
        names = {Path(name).name for name in archive.namelist()}
    assert {"frames.csv", "session.yaml", "raw.jsonl.gz"} <= names


def test_a_recording_has_a_report(dashboard: Opener) -> None:
    page = dashboard()
    begin(page)
    time.sleep(1)  # of a recording
    end(page)
    page.shows("recording-list", "Report")
    page.click("Report")
    page.another_shows("Ada")


def test_repetitions_are_charted_by_day(dashboard: Opener, daemon: RunningDaemon) -> None:
    page = dashboard()
    page.shows("no-history", "No repetitions")
    daemon.ask("POST", "/api/live", FAST_LIVE | {"speed": 1000})
    page.shows("chart-legend", "Burpee")
    totals = daemon.ask("GET", "/api/history?days=30")[1]["totals"]
    most = sum(total["repetitions"] for total in totals)
    page.press_summary("As a table")
    page.until(lambda: page.text("history-table").endswith(f" {most}"), "the same in a table")
    assert page.run("return document.querySelectorAll('#chart rect').length") == len(totals)


def test_counts_arrive_live_and_are_read_from_the_mat(
    dashboard: Opener, daemon: RunningDaemon
) -> None:
    page = dashboard()
    page.shows("state", "Idle")
    daemon.ask("POST", "/api/live", FAST_LIVE)
    page.shows("state", "Live, Ada")
    page.press("Mat view")
    page.until(lambda: page.run("return document.querySelector('#mat').open"), "the mat view")
    page.until(lambda: page.figure("mat-stage") >= 3, "three repetitions")
    size = page.run(
        "return document.querySelector('#mat-stage .big').getBoundingClientRect().height"
    )
    assert size > 300, "of 900 dots of the window's height"
    page.press("Leave the mat view")
    page.until(lambda: page.text("sets").count("×") >= 2, "two sets")
    assert page.said(), "a screen reader says counts"
    page.press("Stop")
    page.shows("state", "Idle")


@pytest.mark.parametrize("size", [DESKTOP, MOBILE], ids=["desktop", "mobile"])
def test_stop_holds_still_from_the_first_moment_to_the_last(
    dashboard: Opener, daemon: RunningDaemon, size: dict[str, Any]
) -> None:
    page = dashboard(size=size)
    page.shows("state", "Idle")
    page.run(PLACES_OF_STOP)
    daemon.ask("POST", "/api/live", FAST_LIVE)
    page.until(lambda: page.text("sets").count("×") >= 2, "two sets")
    page.press("Stop")
    page.shows("state", "Idle")
    begin(page)
    page.shows("coming", "Burpee")
    end(page)
    assert len(page.run("return [...window.places]")) == 1


def test_how_the_phone_sits_is_asked_for_and_then_shown(driver: WebDriver, tmp_path: Path) -> None:
    tensorflow = pytest.importorskip("tensorflow", reason="needs the train extra")
    model = write_step_model(tmp_path, tensorflow)
    with running(tmp_path / "daemon", f"model: {model}\n") as daemon:
        address = f"http://localhost:{daemon.port}/"
        page = DashboardPage(driver, address)
        page.shows("state", "Idle")
        daemon.ask("POST", "/api/live", FAST_LIVE | {"speed": 4})
        page.shows("mounting", "not known yet, do one repetition")
        page.shows("mounting", "top up, screen outward")
        assert page.run("return document.getElementById('sits').style.transform") == FLAT
        other = DashboardPage(driver, address)
        other.shows("mounting", "top up, screen outward")
        other.close()
        page.close()


def test_two_browsers_see_the_same_and_either_may_stop(dashboard: Opener) -> None:
    one = dashboard()
    begin(one)
    other = dashboard()
    other.shows("state", "Recording Ada")
    other.shows("coming", "Burpee")
    other.press("Stop")
    other.press("End it")
    other.shows("state", "Idle")
    one.look()
    one.shows("state", "Idle")
    one.shows("last", "interrupted")


def test_who_comes_later_sees_the_sets_so_far(dashboard: Opener, daemon: RunningDaemon) -> None:
    one = dashboard()
    daemon.ask("POST", "/api/live", FAST_LIVE)
    one.until(lambda: one.text("sets").count("×") >= 2, "two sets")
    first = one.text("sets").splitlines()[0]
    other = dashboard()
    other.shows("sets", first)
    other.until(lambda: other.text("sets").count("×") >= 2, "two sets")


def test_a_daemon_that_dies_is_noticed_and_found_again(
    dashboard: Opener, daemon: RunningDaemon
) -> None:
    page = dashboard()
    begin(page)
    page.shows("stage", "Set break")
    daemon.end(signal.SIGKILL)
    page.shows("state", "Connection lost")
    assert "recording Ada" in page.text("lost")
    assert page.text("workout") == page.text("sensor-list") == page.text("streams") == ""
    daemon.restart()
    page.shows("state", "Idle")
    assert page.text("lost") == ""
    page.shows("recording-list", "recovered")
    begin(page)
    page.shows("stage", "Set break")


def test_a_daemon_that_answers_no_more_is_noticed_though_it_is_connected(
    dashboard: Opener, daemon: RunningDaemon
) -> None:
    page = dashboard()
    begin(page)
    page.shows("stage", "Set break")
    os.kill(daemon.process.pid, signal.SIGSTOP)
    page.shows("stage", "Nothing has come for 3 seconds")
    page.shows("state", "Connection lost")
    os.kill(daemon.process.pid, signal.SIGCONT)
    page.shows("state", "Recording Ada")
    page.shows("stage", "Set break")


def test_a_device_that_is_revoked_is_told_so(driver: WebDriver, tmp_path: Path) -> None:
    network = f"  network: true\nphone:\n  folder: {tmp_path / 'phone'}\n"
    with running(tmp_path / "daemon", network) as daemon:
        secret = daemon.ask("POST", "/api/pairings")[1]["secret"]
        page = DashboardPage(driver, f"https://localhost:{daemon.port}/pair#{secret}")
        page.press("Pair")
        page.until(lambda: "Open the dashboard" in page.text("onward"), "it is paired")
        page.click("Open the dashboard")
        page.shows("state", "Idle")
        (device,) = daemon.ask("GET", "/api/devices")[1]
        daemon.ask("DELETE", f"/api/devices/{device['id']}")
        page.shows("lost", "This device is not paired")
        page.close()


def test_what_cannot_be_is_said_in_plain_words(dashboard: Opener, daemon: RunningDaemon) -> None:
    page = dashboard()
    page.shows("state", "Idle")
    page.fill(subject="Ada", source="Bluetooth sensors")
    page.press("Record")
    page.shows("refused", "No Bluetooth sensors are configured")
    assert daemon.mode() == "idle"
    page.fill(source="a simulated athlete")
    page.run(
        "const other = new XMLHttpRequest();"
        "other.open('POST', '/api/record', false);"  # this page cannot hear of it meanwhile
        "other.setRequestHeader('Content-Type', 'application/json');"
        "other.send(JSON.stringify({subject: 'Bob', source: 'sim', quiet: true}));"
        "document.querySelector('button[value=live]').click();"
    )
    page.shows("refused", "Busy: recording since")
    page.shows("state", "Recording Bob")


def test_another_workout_is_started_in_place_of_one(
    dashboard: Opener, daemon: RunningDaemon
) -> None:
    page = dashboard()
    begin(page)
    page.shows("coming", "Burpee")  # nothing moves any more
    page.press_summary("Start another one instead")
    page.press("Count live")
    page.press("Go on")
    assert daemon.mode() == "recording"
    page.press("Count live")
    page.press("End it")
    page.shows("state", "Live, Ada")
    page.shows("recording-list", "interrupted")


def test_the_keyboard_is_enough(dashboard: Opener, daemon: RunningDaemon) -> None:
    page = dashboard()
    page.shows("state", "Idle")
    page.type(Keys.TAB)
    assert page.focused() == "Skip to the workout"
    page.type(Keys.ENTER)
    page.tab_to("Who trains")
    page.type("Ada")
    page.tab_to("Record")
    page.type(Keys.ENTER)
    page.shows("state", "Recording Ada")
    assert page.focused() == "Workout"
    page.tab_to("Stop")
    page.type(Keys.ENTER)
    assert page.focused() == "Go on"
    page.type(Keys.ESCAPE)
    assert daemon.mode() == "recording"
    assert page.focused() == "Stop"
    page.type(Keys.ENTER)
    page.tab_to("End it")
    page.type(Keys.ENTER)
    page.shows("state", "Idle")


def test_a_screen_reader_is_told_what_changes_and_not_each_tick(dashboard: Opener) -> None:
    page = dashboard()
    begin(page)
    page.until(lambda: "Set break. Next: Burpee" in page.said(), "the set break is told")
    page.run(
        "window.told = 0;"
        "const seen = new MutationObserver(() => (window.told += 1));"
        "for (const live of document.querySelectorAll('[aria-live], [role=alert], [role=log]'))"
        "  seen.observe(live, {subtree: true, childList: true, characterData: true});"
    )
    seconds = page.text("stage")
    page.until(lambda: page.text("stage") != seconds, "the countdown goes on")
    time.sleep(1)  # ten ticks
    assert page.run("return window.told") <= 1


def test_on_a_phone_nothing_is_cut_off(dashboard: Opener) -> None:
    page = dashboard(size=PHONE)
    page.shows("state", "Idle")
    assert page.run("return document.documentElement.scrollWidth") == PHONE["width"]
    begin(page)
    page.shows("coming", "Burpee")
    assert page.run("return document.documentElement.scrollWidth") == PHONE["width"]


def test_it_asks_nobody_else_and_has_nothing_to_complain_of(
    dashboard: Opener, daemon: RunningDaemon
) -> None:
    page = dashboard()
    begin(page)
    page.shows("coming", "Burpee")
    end(page)
    page.shows("recording-list", "interrupted")
    asked = page.run("return performance.getEntriesByType('resource').map((entry) => entry.name)")
    own = f"http://localhost:{daemon.port}/"
    assert [address for address in asked if not address.startswith(own)] == []
    assert page.complaints() == []


def test_a_sensor_is_judged_in_words(dashboard: Opener) -> None:
    page = dashboard()

    def word(age_s: float | None = 0.1, missing: float = 0.0, **told: float) -> object:
        sensor = json.dumps({"rssi_dbm": -60, "battery_v": 2.9} | told)
        words = page.of_module(
            "sensors.js", f"the.verdict({sensor}, {json.dumps(age_s)}, {missing})"
        )
        return words[0]

    assert word() == "good"
    assert word(None) == "not heard"
    assert word(2.1) == "silent"
    assert word(missing=0.3) == "patchy"
    assert word(rssi_dbm=-95) == "faint"
    assert word(battery_v=2.4) == "battery low"


def test_between_unsteady_ticks_time_is_drawn_steadily(dashboard: Opener) -> None:
    page = dashboard()
    steps_ms = page.of_module("trace.js", f"({STEPS_DRAWN})(new the.SmoothClock())")
    assert len(steps_ms) > 200
    assert min(steps_ms) > 0.85 * 1000 / 60
    assert max(steps_ms) < 1.15 * 1000 / 60
