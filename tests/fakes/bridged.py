"""A bridge between a daemon that only says so and a broker."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from exermoted.config import MqttConfig
from exermoted.mqtt.bridge import Bridge
from exermoted.service.messages import Count, Tick
from tests.fakes.broker import PASSWORD, USERNAME, FakeBroker, Watcher
from tests.fakes.verbs import FakeVerbs
from tests.fakes.waiting import until


def configured(broker: FakeBroker, **values: Any) -> MqttConfig:
    given = {
        "host": "localhost",
        "port": broker.port,
        "username": USERNAME,
        "password": PASSWORD,
        "tls": broker.ca is not None,
        "ca": broker.ca,
    }
    return MqttConfig(**{**given, **values})


@contextlib.asynccontextmanager
async def bridged(config: MqttConfig, verbs: FakeVerbs) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(Bridge(config, verbs.hub, verbs).run())
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def counted(number: int) -> Tick:
    count = Count(
        state="evaluating", activity="Squat", score=0.9, exercise="Squat", count=number, set=1
    )
    return Tick(tick=number, time_s=number / 10, values=(), ages_s=(), count=count)


@contextlib.contextmanager
def running_broker(folder: Path, *, tls: bool) -> Iterator[FakeBroker]:
    broker = FakeBroker(folder, tls=tls)
    broker.start()
    try:
        yield broker
    finally:
        broker.kill()


async def is_online(watcher: Watcher) -> None:
    await until(lambda: watcher.latest.get("exermoted/availability") == "online")
