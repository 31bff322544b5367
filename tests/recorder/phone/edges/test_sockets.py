import asyncio
import math
import time

import pytest

from recorder.phone.edges.sockets import LARGEST_MESSAGE, SensorServerClient
from recorder.phone.intake import Refusal, Report
from recorder.phone.reading import Quantity
from recorder.phone.sensorserver import TYPES
from recorder.phone.source import PhoneSource
from tests.fakes.phone_apps import SensorServerApp, serving
from tests.fakes.phones import Swing
from tests.fakes.waiting import until


def report(source: PhoneSource) -> Report:
    made = source.report()
    assert made is not None
    return made


def test_the_app_s_events_become_samples() -> None:
    phone = SensorServerApp()
    phone.swing(1000.0, 1.0)

    async def test() -> None:
        async with serving(phone.app()) as port:
            source = PhoneSource(SensorServerClient("127.0.0.1", port))
            await source.open(time.monotonic)
            await until(lambda: report(source).readings.get(Quantity.ACCELERATION) == 60)
            samples = list(source.read(math.inf))
            await source.close()
        assert tuple(phone.asked) == TYPES
        assert len(samples) == 60
        swing, last = Swing(), samples[-1]
        time_s = (last.device_time_s or 0) - 1000.0
        assert last.values[:3] == pytest.approx(swing.gravity_g(time_s), abs=1e-6)
        assert last.values[3:6] == pytest.approx(swing.acceleration_g(time_s), abs=1e-6)
        assert last.values[9:] == pytest.approx(swing.rotation_rad_s(time_s), abs=1e-6)

    asyncio.run(test())


def test_what_is_no_event_is_counted_and_a_phone_that_returns_is_heard_again() -> None:
    phone = SensorServerApp(
        messages=["{", '{"type":"android.sensor.light","timestamp":1,"values":[1]}']
    )
    phone.swing(1000.0, 0.1)
    again = SensorServerApp(messages=["x" * (LARGEST_MESSAGE + 1)])
    again.swing(5.0, 0.1)

    async def test() -> None:
        async with serving(phone.app()) as port:
            source = PhoneSource(SensorServerClient("127.0.0.1", port))
            await source.open(time.monotonic)
            await until(lambda: report(source).readings.get(Quantity.ACCELERATION) == 6)
        async with serving(again.app(), port):
            await until(lambda: Refusal.TOO_LARGE in report(source).refused)
            again.messages.pop(0)
            await until(lambda: report(source).readings.get(Quantity.ACCELERATION, 0) > 6)
            assert list(source.read(math.inf))[-1].device_time_s == pytest.approx(5.0 + 5 / 60)
            assert report(source).refused[Refusal.MALFORMED] >= 1
        assert any("calling again" in note for note in source.notes())
        await source.close()

    asyncio.run(test())
