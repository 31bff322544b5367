"""The phone's page in a real browser, over https, with sensors that the test sets."""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import pairwise
from pathlib import Path

import aiohttp
import pytest

from exermoted.feed import Feed
from exermoted.recording import Moment, Plan, record
from recorder.metronome import RealTime
from recorder.phone.certificate import Certificate, make_certificate
from recorder.phone.edges.handlers import MOST_SOCKETS
from recorder.phone.edges.listening import Site
from recorder.phone.edges.server import PhoneServer
from recorder.phone.reading import Convention
from recorder.phone.source import PhoneSource
from recorder.sound.player import Silent
from sessions.channels import PHONE
from sessions.exercises import load_exercises
from sessions.frames import Sample
from sessions.info import read_info
from sessions.load import read_recording
from sessions.script import generate
from tests.fakes.waiting import PATIENCE_S, until

pytest.importorskip("selenium", reason="Selenium is not installed (pip install selenium)")

from selenium.webdriver import Chrome as WebDriver

from tests.fakes.browser import CHROMIUM, DRIVER, HOST, PhoneBrowser, chromium, run
from tests.fakes.hosted import CUE, LIVE, REST, hosting, showing
from tests.fakes.served import serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER),
        reason="Chromium is not installed (apt install chromium chromium-driver)",
    ),
]

TOKEN = "a-token-for-tests"
UPRIGHT_ANDROID_G = (0.0, 1.0, 0.0)
TURNING_RAD_S = (1.0, -0.5, 0.25)
ROUNDED_G = 0.011  # browsers round to 0.1 m/s²
ROUNDED_RAD_S = 0.002  # and to 0.1 °/s
AWAY_S = 1.0  # that nobody listens

do = asyncio.to_thread


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"), [HOST, "127.0.0.1"])


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    with chromium(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture
def phone(driver: WebDriver) -> Iterator[PhoneBrowser]:
    browser = PhoneBrowser(driver)
    yield browser
    browser.close()


def server(certificate: Certificate, port: int = 0) -> PhoneServer:
    tls = certificate.context()
    return PhoneServer(Site("127.0.0.1", port, tls, TOKEN, certificate.authority))


def address(port: int) -> str:
    return f"https://{HOST}:{port}/?token={TOKEN}"


async def opened(phone: PhoneBrowser, port: int) -> None:
    """Opens the page and taps its button."""
    await do(phone.fit_sensors)
    await do(phone.open, address(port))
    await do(phone.start)


@asynccontextmanager
async def listening(
    certificate: Certificate, port: int = 0
) -> AsyncIterator[tuple[PhoneServer, PhoneSource]]:
    edge = server(certificate, port)
    source = PhoneSource(edge, Convention.ANDROID)
    await source.open(time.monotonic)
    try:
        yield edge, source
    finally:
        await source.close()


async def becomes(phone: PhoneBrowser, state: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while await do(lambda: phone.state) != state:  # noqa: ASYNC110 # of a page elsewhere
            await asyncio.sleep(0.02)


def more(samples: list[Sample], source: PhoneSource) -> list[Sample]:
    samples += source.read(math.inf)
    return samples


def told(notes: list[str], source: PhoneSource) -> str:
    notes += source.notes()
    return " ".join(notes)


class Quiet:
    def begin(self, folder: Path) -> None:
        pass

    def show(self, moment: Moment) -> None:
        pass


def test_a_workout_is_recorded_by_the_page_into_frames(
    phone: PhoneBrowser, certificate: Certificate, tmp_path: Path
) -> None:
    edge = server(certificate)
    script = generate(load_exercises(), seed=1, duration_s=6.0)
    plan = Plan("Ada", script, None, tmp_path / "sessions", "phone", {}, cues=())

    async def wear() -> None:
        await until(lambda: edge.port)
        await opened(phone, edge.port)
        await becomes(phone, "laying")
        await becomes(phone, "streaming")
        await do(phone.move, UPRIGHT_ANDROID_G, (0.0, 0.0, 0.0), TURNING_RAD_S)
        edge.show(CUE)
        await asyncio.sleep(0.6)

    async def test() -> Path:
        feed = Feed(PhoneSource(edge), RealTime(), 10.0)
        recording = asyncio.create_task(record(plan, feed, Silent(), Quiet(), asyncio.Event()))
        await wear()
        assert await do(lambda: phone.text("now")) == "Squat"
        assert await do(phone.complaints) == []  # it will look for the server when that has gone
        return (await recording).folder

    folder = run(test())
    last = read_recording(folder).frames[-1]
    values = dict(zip((c.quantity for c in PHONE.channels), last.values, strict=True))
    assert [values[f"gravity_{a}"] for a in "xyz"] == pytest.approx([0, -1, 0], abs=ROUNDED_G)
    assert [values[f"acceleration_{a}"] for a in "xyz"] == pytest.approx([0, 0, 0], abs=ROUNDED_G)
    turning = [values[f"rotation_{a}"] for a in "xyz"]
    assert turning == pytest.approx(TURNING_RAD_S, abs=ROUNDED_RAD_S)
    assert last.ages_s[0] < 0.5
    info = read_info(folder)
    assert info.streams["phone"].rate_hz > 10
    assert info.clock_offsets_s.keys() == {"phone"}
    assert any("has the sign of ANDROID" in note for note in info.notes)


async def reads(phone: PhoneBrowser, element: str, text: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while await do(lambda: phone.text(element)) != text:  # noqa: ASYNC110 # of a page elsewhere
            await asyncio.sleep(0.02)


def test_a_hosted_page_waits_and_then_shows_what_to_do_and_what_is_counted(
    phone: PhoneBrowser, certificate: Certificate
) -> None:
    async def test() -> None:
        async with hosting(certificate) as (page, address):
            await do(phone.fit_sensors)
            await do(phone.open, address)
            await do(phone.start)
            await becomes(phone, "laying")
            source = PhoneSource(page, Convention.ANDROID)
            await source.open(time.monotonic)
            await becomes(phone, "streaming")
            await source.close()
            await becomes(phone, "ready")
            async with showing(page, CUE):
                await reads(phone, "now", "Squat")
                assert await do(lambda: phone.text("number")) == "3"
                assert await do(lambda: phone.text("beside")) == "first half, 2 s"
            async with showing(page, REST):
                await reads(phone, "number", "12 s")
                assert await do(lambda: phone.text("said")) == "Rest. Then Burpee."
            async with showing(page, LIVE):
                await reads(phone, "number", "7")
                assert await do(lambda: phone.text("said")) == "Burpee 7"
            await reads(phone, "number", "")  # nobody says anything any more
            assert phone.complaints() == []
        await becomes(phone, "lost")

    run(test())


def test_what_is_recognised_elsewhere_comes_back_to_the_page(
    phone: PhoneBrowser, tmp_path: Path
) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(f"phone: {{network: true, folder: {tmp_path / 'phone'}}}")

    async def test() -> None:
        async with serving("--config", str(config)) as served:
            port = served.address.split(":")[2].partition("/")[0]
            await do(phone.fit_sensors)
            query = served.address.partition("?")[2]
            await do(phone.open, f"https://{HOST}:{port}/?{query}")
            await do(phone.start)
            await reads(phone, "now", "Looking")
            await becomes(phone, "streaming")
            await reads(phone, "now", "Begin")
            assert "mounting not known yet" in await do(lambda: phone.text("beside"))
            assert phone.complaints() == []

    run(test())


def test_the_live_count_is_read_from_the_mat(phone: PhoneBrowser, certificate: Certificate) -> None:
    async def test() -> None:
        async with hosting(certificate) as (page, address):
            await do(phone.fit_sensors)
            await do(phone.open, address)
            await do(phone.start)
            async with showing(page, LIVE):
                await reads(phone, "number", "7")
                height = await do(
                    phone.run, "return document.getElementById('number').offsetHeight"
                )
                page_width = await do(phone.run, "return document.body.scrollWidth")
                assert height > 844 / 5
                assert page_width <= 390

    run(test())


def test_a_connection_that_drops_loses_nothing(
    phone: PhoneBrowser, certificate: Certificate
) -> None:
    async def test() -> None:
        samples: list[Sample] = []
        async with listening(certificate) as (edge, source):
            await opened(phone, edge.port)
            await until(lambda: len(more(samples, source)) > 10)
        await asyncio.sleep(AWAY_S)
        before = len(samples)
        async with listening(certificate, edge.port) as (_, source):
            await until(lambda: len(more(samples, source)) > before + 60)
        times_s = [sample.device_time_s or 0.0 for sample in samples]
        gaps_s = [later - sooner for sooner, later in pairwise(times_s)]
        assert times_s[-1] - times_s[0] > AWAY_S
        assert max(gaps_s) < AWAY_S / 2

    run(test())


def test_where_there_is_no_websocket_single_requests_do(
    phone: PhoneBrowser, certificate: Certificate
) -> None:
    async def test() -> None:
        async with listening(certificate) as (edge, source), AsyncExitStack() as others:
            client = await others.enter_async_context(aiohttp.ClientSession())
            url = f"https://127.0.0.1:{edge.port}/stream?token={TOKEN}"
            for _ in range(MOST_SOCKETS):
                await others.enter_async_context(client.ws_connect(url, ssl=False))
            await opened(phone, edge.port)
            await until(lambda: len(list(source.read(math.inf))) > 0)
            await becomes(phone, "streaming")
            await asyncio.sleep(0.6)
            assert await do(lambda: phone.text("connection")) == "single requests"
            assert len(list(source.read(math.inf))) > 10

    run(test())


def test_a_page_that_is_hidden_says_so(phone: PhoneBrowser, certificate: Certificate) -> None:
    async def test() -> None:
        notes: list[str] = []
        async with listening(certificate) as (edge, source):
            await opened(phone, edge.port)
            await becomes(phone, "streaming")
            assert await do(lambda: phone.text("warning")) == ""
            await do(phone.hide)
            await until(lambda: "is hidden" in told(notes, source))
            await do(phone.show)
            await until(lambda: "was hidden" in told(notes, source))
            assert "was hidden for" in await do(lambda: phone.text("warning"))

    run(test())


def test_a_device_without_sensors_or_a_page_without_https_says_so(
    phone: PhoneBrowser, certificate: Certificate
) -> None:
    async def test() -> None:
        async with listening(certificate) as (edge, _):
            await do(phone.open, address(edge.port))
            await do(phone.press_start)
            await becomes(phone, "nothing")
        plain = PhoneServer(Site(port=0, token=TOKEN))
        await PhoneSource(plain).open(time.monotonic)
        await do(phone.open, f"http://{HOST}:{plain.port}/?token={TOKEN}")
        assert "https" in await do(lambda: phone.text("warning"))
        await plain.close()

    run(test())
