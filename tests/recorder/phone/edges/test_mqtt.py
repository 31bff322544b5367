import asyncio
import json
import math
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from recorder.phone.intake import Refusal, Report
from recorder.phone.reading import Convention
from recorder.phone.source import PhoneSource
from tests.fakes.ports import await_port, free_port
from tests.fakes.waiting import finish, until

aiomqtt = pytest.importorskip("aiomqtt", reason="needs the mqtt extra")
mqtt = pytest.importorskip("recorder.phone.edges.mqtt")

MOSQUITTO = shutil.which("mosquitto") or "/usr/sbin/mosquitto"


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[int]:
    """The port of a broker of our own."""
    if not Path(MOSQUITTO).exists():
        pytest.skip("mosquitto is not installed (apt install mosquitto)")
    port = free_port()
    config = tmp_path / "mosquitto.conf"
    config.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\n")
    with subprocess.Popen([MOSQUITTO, "-c", config], stderr=subprocess.DEVNULL) as process:
        await_port(port)
        yield port
        process.terminate()


def message(number: int) -> bytes:
    values = {"x": 0.0, "y": 0.0, "z": 9.80665}
    entry = {"name": "accelerometer", "time": 10**18 + number * 10**7, "values": values}
    return json.dumps(
        {"messageId": number, "sessionId": "run", "deviceId": "phone", "payload": [entry]}
    ).encode()


def report(source: PhoneSource) -> Report:
    made = source.report()
    assert made is not None
    return made


def test_published_messages_become_samples(broker: int) -> None:
    async def test() -> None:
        source = PhoneSource(mqtt.MqttClient(mqtt.Broker(port=broker)), Convention.ANDROID)
        await source.open(time.monotonic)
        async with aiomqtt.Client("127.0.0.1", broker) as app:
            number = 0
            while not report(source).readings:  # until our client has subscribed
                number += 1
                await app.publish("sensor-logger", message(number))
                await asyncio.sleep(0.02)
            await app.publish("sensor-logger", b"{")
            await app.publish("sensor-logger", b"x" * (mqtt.LARGEST_MESSAGE + 1))
            await app.publish("another topic", message(1))
            await until(lambda: len(report(source).refused) == 2)
        assert report(source).refused == {Refusal.MALFORMED: 1, Refusal.TOO_LARGE: 1}
        assert next(iter(source.read(math.inf))).values[3:6] == (0.0, 0.0, -1.0)
        await source.close()

    finish(test())


def test_a_broker_that_is_not_there_is_a_note() -> None:
    async def test() -> None:
        source = PhoneSource(mqtt.MqttClient(mqtt.Broker(port=1)))
        await source.open(time.monotonic)
        notes: list[str] = []
        await until(lambda: notes or notes.__iadd__(source.notes()))
        assert "the broker at 127.0.0.1:1" in notes[0]
        await source.close()

    asyncio.run(test())
