import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from exermoted.service.orders import LiveOrder
from tests.fakes.verbs import FakeVerbs
from tests.fakes.waiting import finish, until

pytest.importorskip("aiomqtt", reason="needs the mqtt extra")

from tests.fakes.bridged import bridged, configured, counted, is_online, running_broker
from tests.fakes.broker import FakeBroker, watching


def test_a_broker_that_is_killed_is_told_everything_when_it_comes_back(broker: FakeBroker) -> None:
    async def test() -> None:
        verbs = FakeVerbs()
        async with bridged(configured(broker), verbs) as bridge:
            await until(lambda: verbs.notes)  # it is not there yet
            broker.start()
            async with watching(broker) as watcher:
                await is_online(watcher)
            await verbs.live(LiveOrder(subject="Ada"))
            broker.kill()
            await until(lambda: len(verbs.notes) > 1)
            verbs.hub.tell(counted(7))  # nobody hears it
            broker.start()
            async with watching(broker) as watcher:
                await is_online(watcher)
                await until(lambda: "exermoted/state" in watcher.latest)
                assert json.loads(watcher.latest["exermoted/state"])["mode"] == "live"
                verbs.hub.tell(counted(7))
                await until(lambda: '"count":7' in watcher.latest.get("exermoted/count", ""))
            assert not bridge.done()
        assert "no connection with the broker at localhost" in verbs.notes[0]
        assert len(verbs.notes) <= 4  # each reason is told once

    finish(test())


def test_a_broker_that_ends_does_not_end_what_was_asked_for(broker: FakeBroker) -> None:
    class Slow(FakeVerbs):
        async def live(self, order: LiveOrder) -> Any:
            begun.set()
            await gone.wait()
            return await super().live(order)

    begun, gone = asyncio.Event(), asyncio.Event()

    async def test() -> None:
        verbs = Slow()
        broker.start()
        async with bridged(configured(broker), verbs):
            async with watching(broker) as watcher:
                await is_online(watcher)
                await watcher.client.publish("exermoted/command/live", b"", 1)
                await begun.wait()
            broker.kill()
            await until(lambda: verbs.notes)
            gone.set()
            await until(lambda: verbs.status.mode == "live")

    finish(test())


def test_a_broker_that_hangs_is_left_and_told_everything_when_it_goes_on(
    broker: FakeBroker,
) -> None:
    async def test() -> None:
        verbs = FakeVerbs()
        broker.start()
        async with bridged(configured(broker), verbs) as bridge:
            async with watching(broker) as watcher:
                await is_online(watcher)
            broker.hang()
            await verbs.live(LiveOrder(subject="Ada"))
            await until(lambda: verbs.notes)  # an acknowledgement is waited for, but not for ever
            broker.go_on()
            async with watching(broker) as watcher:
                await until(lambda: '"live"' in watcher.latest.get("exermoted/state", ""))
            assert not bridge.done()

    finish(test())


@pytest.mark.parametrize("host", ["broker..local", "b" * 300, "no such host"])
def test_a_host_that_can_be_no_name_is_a_note(broker: FakeBroker, host: str) -> None:
    async def test() -> None:
        verbs = FakeVerbs()
        async with bridged(configured(broker, host=host), verbs) as bridge:
            await until(lambda: verbs.notes)
            assert not bridge.done()
        assert f"no connection with the broker at {host}" in verbs.notes[0]

    finish(test())


def test_a_wrong_password_is_a_note_that_does_not_tell_it(broker: FakeBroker) -> None:
    async def test() -> None:
        verbs = FakeVerbs()
        broker.start()
        config = configured(broker, password="analytical engine")
        async with bridged(config, verbs) as bridge:
            await until(lambda: verbs.notes)
            assert not bridge.done()
        assert "Not authorized" in verbs.notes[0]
        assert "analytical engine" not in verbs.notes[0]

    finish(test())


# paho leaves a socket whose certificate it refuses to the garbage collector.
@pytest.mark.filterwarnings("ignore:.*SSLSocket:pytest.PytestUnraisableExceptionWarning")
def test_a_certificate_of_nobody_known_is_a_note(tmp_path: Path) -> None:
    async def test() -> None:
        verbs = FakeVerbs()
        async with bridged(configured(broker, ca=None), verbs):
            await until(lambda: verbs.notes)
        assert "certificate" in verbs.notes[0]

    with running_broker(tmp_path, tls=True) as broker:
        finish(test())
