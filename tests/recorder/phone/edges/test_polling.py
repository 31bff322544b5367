import asyncio
import math
import time

import pytest
from aiohttp import web

from recorder.phone.edges import polling
from recorder.phone.edges.polling import LARGEST_ANSWER, PhyphoxClient
from recorder.phone.intake import Refusal, Report
from recorder.phone.reading import Quantity
from recorder.phone.source import PhoneSource
from tests.fakes.phone_apps import PhyphoxApp, serving
from tests.fakes.phones import Swing
from tests.fakes.waiting import until


def report(source: PhoneSource) -> Report:
    made = source.report()
    assert made is not None
    return made


async def called(port: int) -> PhoneSource:
    source = PhoneSource(PhyphoxClient("127.0.0.1", port))
    await source.open(time.monotonic)
    return source


def taken(source: PhoneSource) -> int:
    return report(source).readings.get(Quantity.TOTAL, 0)


def test_an_experiment_is_started_and_followed() -> None:
    phone = PhyphoxApp()
    phone.measure(0.0, 0.1)

    async def test() -> None:
        async with serving(phone.app()) as port:
            source = await called(port)
            await until(lambda: phone.measuring)
            for tenth in range(1, 11):
                phone.measure(tenth / 10, 0.1)
                await asyncio.sleep(0.02)
            await until(lambda: taken(source) == 61)
            *_, last = source.read(math.inf)
            await source.close()
        assert last.device_time_s is not None
        swing, time_s = Swing(), last.device_time_s
        assert last.values[9:] == pytest.approx(swing.rotation_rad_s(time_s))
        assert last.values[:3] == pytest.approx(swing.gravity_g(time_s), abs=0.15)
        assert not any(map(math.isnan, last.values))

    asyncio.run(test())


def test_another_experiment_is_noticed() -> None:
    phone = PhyphoxApp(measuring=True)
    phone.measure(100.0, 0.1)

    async def test() -> None:
        async with serving(phone.app()) as port:
            source = await called(port)
            await until(lambda: taken(source))
            phone.session = "another"
            phone.buffers.clear()
            phone.measure(0.0, 0.1)
            before = taken(source)
            await until(lambda: taken(source) > before)
            phone.measure(0.1, 0.5)
            await until(lambda: taken(source) > before + 29)
            assert [s for s in source.read(math.inf) if (s.device_time_s or 0) < 1]
            await source.close()

    asyncio.run(test())


def test_what_is_no_answer_is_counted() -> None:
    async def rubbish(request: web.Request) -> web.Response:
        size = LARGEST_ANSWER + 1 if request.path == "/config" else 0
        return web.Response(body=b"[" * size)

    app = web.Application()
    app.router.add_get("/config", rubbish)

    async def test() -> None:
        async with serving(app) as port:
            source = await called(port)
            await until(lambda: report(source).refused)
            assert Refusal.MALFORMED in report(source).refused
            assert "more than" in report(source).details[Refusal.MALFORMED]
            await source.close()

    asyncio.run(test())


def test_an_experiment_without_motion_is_told() -> None:
    async def config(_request: web.Request) -> web.Response:
        return web.json_response({"inputs": [{"source": "audio", "outputs": []}]})

    app = web.Application()
    app.router.add_get("/config", config)

    async def test() -> None:
        notes: list[str] = []
        async with serving(app) as port:
            source = await called(port)
            await until(lambda: notes or notes.__iadd__(source.notes()))
            await source.close()
        assert "without motion sensors" in notes[0]

    asyncio.run(test())


def test_the_phone_is_not_asked_faster_than_it_can_answer() -> None:
    assert polling.INTERVAL_S >= 0.01  # as phyphox's own page does
