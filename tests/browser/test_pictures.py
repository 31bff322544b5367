"""Makes the documents' pictures of every page in every state.

Not a test: run ``EXERMOTED_PICTURES=docs python -m pytest tests/browser -k pictures``.
"""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from exermoted.history.historian import Historian
from exermoted.service.messages import Ended, Happened, Run, Started
from inference.events import Repetition
from recorder.phone.certificate import make_certificate
from tests.fakes.daemon import RunningDaemon, running

pytest.importorskip("selenium", reason="Selenium is not installed (pip install selenium)")

from selenium.webdriver import Chrome as WebDriver

from tests.fakes.browser import CHROMIUM, DRIVER, HOST, SENSORS, PhoneBrowser, chromium, run
from tests.fakes.dashboard import DESKTOP, MOBILE, DashboardPage
from tests.fakes.hosted import CUE, LIVE, REST, hosting, showing
from tests.fakes.waiting import wait

PICTURES = os.environ.get("EXERMOTED_PICTURES")

if not PICTURES:
    pytest.skip("set EXERMOTED_PICTURES to a folder to make pictures", allow_module_level=True)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER),
        reason="Chromium is not installed (apt install chromium chromium-driver)",
    ),
]

DOCS = Path(PICTURES)
PAGES = DOCS / "pages"
WIDE = DESKTOP | {"width": 1120, "height": 760}
TALL = DESKTOP | {"height": 1180}
WORKOUT = {"subject": "Ada", "source": "sim", "duration_s": 300, "seed": 42, "speed": 10}
QUIET = WORKOUT | {"quiet": True}
OVERVIEW = {"width": 1300, "height": 1870, "deviceScaleFactor": 0.8, "mobile": False}
MOTION_AND_ORIENTATION = (*SENSORS, "relative-orientation")
UPRIGHT_G = (0.0, 1.0, 0.0)
FACE_UP_G = (0.0, 0.0, 1.0)
EXERCISES = ("Burpee", "Situp", "Squat")

do = asyncio.to_thread


@pytest.fixture
def driver(tmp_path: Path) -> Iterator[WebDriver]:
    with chromium(tmp_path / "profile") as started:
        yield started


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[RunningDaemon]:
    """A daemon of somebody who has trained for some weeks."""
    folder = tmp_path / "daemon"
    folder.mkdir()
    remember(folder / "history.sqlite3")
    voice = 'sound:\n  voice_command: [sh, -c, "sleep 5", "{wav}"]\n'
    with running(folder, voice) as started:
        for subject, seed in (("Grace", 5), ("Ada", 7)):
            record(started, QUIET | {"subject": subject, "seed": seed})
        yield started


def record(daemon: RunningDaemon, order: dict[str, Any]) -> str:
    """Records as fast as can be, and returns the session's name."""
    daemon.ask("POST", "/api/record", order | {"speed": 1000})
    daemon.becomes("idle")
    return str(daemon.ask("GET", "/api/sessions")[1][0]["name"])


def remember(history: Path) -> None:
    """Writes down workouts of the last weeks, three a week."""
    with Historian(history) as historian:
        for ago in (28, 26, 23, 21, 19, 16, 14, 12, 9, 7, 5, 2):
            since = (datetime.now().astimezone() - timedelta(days=ago)).isoformat()
            run = Run(kind="live", source="sim", since=since, subject="Ada")
            historian.take(Started(run=run))
            for number, exercise in enumerate(EXERCISES, 1):
                for count in range(1, 12 - ago // 4 + (ago + number) % 5):
                    event = Repetition(
                        time_s=count, about_s=count, exercise=exercise, count=count, set=number
                    )
                    historian.take(Happened(kind="live", event=event))
            historian.take(Ended(run=run, state="complete", time_s=300, frames=3000))


@pytest.fixture
def dashboard(driver: WebDriver, daemon: RunningDaemon) -> Iterator[Callable[..., DashboardPage]]:
    opened: list[DashboardPage] = []

    def opener(size: dict[str, Any]) -> DashboardPage:
        opened.append(DashboardPage(driver, f"http://localhost:{daemon.port}/", size))
        opened[-1].tell("Emulation.setScrollbarsHidden", hidden=True)
        opened[-1].resize(size)
        return opened[-1]

    yield opener
    for page in opened:
        page.close()


def stands(page: DashboardPage, words: str) -> None:
    """Returns as soon as the stage begins with ``words``."""
    page.until(lambda: page.text("stage").startswith(words), words)


def is_sure(page: DashboardPage) -> bool:
    """Whether the bar of a live workout has come to its end, where it may be pictured."""
    script = "return [...document.querySelectorAll('#stage .bar, #stage .bar span')].map"
    whole, filled = page.run(f"{script}((each) => each.getBoundingClientRect().width)")
    return bool(filled > 0.97 * whole)


def end(daemon: RunningDaemon) -> None:
    daemon.ask("POST", "/api/stop")
    daemon.becomes("idle")


def test_idle_and_history(dashboard: Callable[..., DashboardPage]) -> None:
    page = dashboard(WIDE | {"height": 1160})
    page.shows("chart-legend", "Burpee")
    page.shows("recording-list", "Ada")
    page.save(PAGES / "dashboard-idle.png")
    page.save_part("history", PAGES / "dashboard-history.png")


def test_a_recording(dashboard: Callable[..., DashboardPage], daemon: RunningDaemon) -> None:
    page = dashboard(WIDE)
    page.fill(subject="Ada", source="a simulated athlete")
    page.press("Record")
    page.shows("state", "Starting")
    page.save(PAGES / "dashboard-starting.png")
    end(daemon)
    daemon.ask("POST", "/api/record", QUIET)
    stands(page, "Set break")
    page.until(lambda: page.text("sensor-list").count("Hz") == 7, "seven sensors")
    page.save(PAGES / "dashboard-set-break.png")
    page.resize(TALL)
    stands(page, "Situp\n3")
    page.save(DOCS / "dashboard.png")
    phone = dashboard(MOBILE)
    stands(phone, "Squat\n2")
    phone.save(DOCS / "dashboard-phone.png")
    page.look()
    page.resize(WIDE)
    page.press("Stop")
    page.save(PAGES / "dashboard-asked.png")


def test_counting_live(dashboard: Callable[..., DashboardPage], daemon: RunningDaemon) -> None:
    page = dashboard(WIDE)
    daemon.ask("POST", "/api/live", WORKOUT)
    stands(page, "Ready")
    page.until(lambda: page.text("sensor-list").count("Hz") == 7, "seven sensors")
    page.until(lambda: is_sure(page), "it is sure")
    page.save(PAGES / "dashboard-ready.png")
    page.resize(TALL)
    stands(page, "Squat\n5")
    page.until(lambda: is_sure(page), "it is sure")
    page.save(DOCS / "dashboard-live.png")
    page.resize(WIDE)
    page.press("Mat view")
    page.until(lambda: page.figure("mat-stage") == 3, "three repetitions")
    page.save(PAGES / "dashboard-mat.png")
    page.press("Leave the mat view")
    dark = [{"name": "prefers-color-scheme", "value": "dark"}]
    page.tell("Emulation.setEmulatedMedia", features=dark)
    page.until(lambda: "× Situp" in page.text("sets"), "some sets")
    page.save(PAGES / "dashboard-dark.png")
    page.tell("Emulation.setEmulatedMedia", features=[])
    daemon.end(signal.SIGKILL)
    page.shows("state", "Connection lost")
    page.resize(WIDE | {"height": 240})
    page.save(PAGES / "dashboard-lost.png")


async def becomes(phone: PhoneBrowser, state: str) -> None:
    while await do(lambda: phone.state) != state:  # noqa: ASYNC110 # of a page elsewhere
        await asyncio.sleep(0.02)


def test_the_phones_page(driver: WebDriver, tmp_path: Path) -> None:
    phone = PhoneBrowser(driver)

    async def keep(name: str, folder: Path = PAGES) -> None:
        for step in range(60):  # until the rates are counted
            await do(phone.pitch, 1.5 + 0.002 * step)
            await asyncio.sleep(0.02)
        await do(phone.save, folder / f"{name}.png")

    async def test() -> None:
        async with hosting(make_certificate(tmp_path, [HOST])) as (page, address):
            await do(phone.fit_sensors, MOTION_AND_ORIENTATION)
            await do(phone.move, UPRIGHT_G)
            await do(phone.open, address)
            await keep("phone-start")
            await do(phone.start)
            await becomes(phone, "laying")
            await keep("phone-laying")
            await do(phone.move, FACE_UP_G)
            await becomes(phone, "ready")
            await do(phone.move, UPRIGHT_G)
            await keep("phone-waiting")
            async with showing(page, REST):
                await keep("phone-set-break")
            async with showing(page, CUE):
                await keep("phone", DOCS)
            async with showing(page, LIVE):
                await keep("phone-live")
                await do(phone.darken)
                await keep("phone-dark")

    run(test())
    phone.close()


def test_pairing(driver: WebDriver, tmp_path: Path) -> None:
    more = f"  network: true\nphone:\n  folder: {tmp_path / 'phone'}\n"
    phone = PhoneBrowser(driver)

    def titled(title: str) -> Callable[[], bool]:
        return lambda: phone.text("title") == title

    with running(tmp_path / "daemon", more) as network:

        def opened(path: str, state: Callable[[], bool]) -> None:
            phone.open("about:blank")
            phone.open(f"https://127.0.0.1:{network.port}/{path}")
            wait(state)

        address = f"pair#{network.ask('POST', '/api/pairings')[1]['secret']}"
        opened(address, titled("Pair this device"))
        phone.save(PAGES / "pair.png")
        phone.run("document.querySelector('#form button').click()")
        wait(titled("Paired"))
        phone.save(PAGES / "paired.png")
        opened("phone/", lambda: phone.state == "idle")
        phone.fit_sensors()
        phone.start()
        wait(lambda: phone.text("connection") == "WebSocket")
        for device in network.ask("GET", "/api/devices")[1]:
            network.ask("DELETE", f"/api/devices/{device['id']}")
        wait(lambda: phone.state == "refused")
        phone.save(PAGES / "phone-refused.png")
        driver.delete_all_cookies()
        opened(address, titled("Pair this device"))
        phone.run("document.querySelector('#form button').click()")
        wait(titled("Not paired"))
        phone.save(PAGES / "pair-used-up.png")
    phone.close()


def test_a_report(dashboard: Callable[..., DashboardPage], daemon: RunningDaemon) -> None:
    name = record(daemon, QUIET | {"seed": 5, "duration_s": 220})
    page = dashboard(OVERVIEW)
    page.open(f"/api/sessions/{name}/report")
    page.save(DOCS / "report.png")
