import asyncio
import json
import signal
import sys
from pathlib import Path

import msgspec
import pytest

from exermoted.service.messages import Happened
from exermoted.service.orders import LiveOrder, RecordOrder
from inference.events import Repetition, SetEnded
from tests.conftest import ROOT
from tests.fakes.verbs import FakeVerbs
from tests.fakes.waiting import finish, until

pytest.importorskip("aiomqtt", reason="needs the mqtt extra")

from tests.fakes.bridged import bridged, configured, counted, is_online, running_broker
from tests.fakes.broker import FakeBroker, watching


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_a_workout_is_started_led_and_stopped_from_elsewhere(tmp_path: Path, tls: bool) -> None:
    async def test() -> None:
        verbs = FakeVerbs()
        async with bridged(configured(broker), verbs), watching(broker) as watcher:
            await is_online(watcher)
            publish = watcher.client.publish
            await publish("exermoted/command/record", b'{"subject": "Ada", "duration_s": 60}', 1)
            await until(lambda: verbs.orders == [RecordOrder(subject="Ada", duration_s=60)])
            await until(lambda: json.loads(watcher.latest["exermoted/state"])["mode"] != "idle")
            state = json.loads(watcher.latest["exermoted/state"])
            assert state["mode"] == "recording"
            assert state["subject"] == "Ada"
            await publish("exermoted/command/live", b"", 1)
            await until(lambda: "exermoted/error" in watcher.latest)
            assert watcher.latest["exermoted/error"].startswith("command/live: busy: recording")
            await publish("exermoted/command/stop", b"", 1)
            await until(lambda: json.loads(watcher.latest["exermoted/state"])["mode"] == "idle")
            sessions = map(json.loads, watcher.payloads("exermoted/event/session"))
            assert [event["event_type"] for event in sessions] == ["started", "ended"]

    with running_broker(tmp_path, tls=tls) as broker:
        finish(test())


def test_the_subject_that_the_broker_keeps_is_the_default(broker: FakeBroker) -> None:
    async def test() -> None:
        verbs = FakeVerbs()
        broker.start()
        async with watching(broker) as watcher:
            await watcher.client.publish("exermoted/subject", "Ada", 1, retain=True)
            async with bridged(configured(broker), verbs):
                await is_online(watcher)
                await watcher.client.publish("exermoted/command/live", b"{}", 1)
                await until(lambda: verbs.orders == [LiveOrder(subject="Ada")])

    finish(test())


@pytest.mark.parametrize(
    ("topic", "payload", "answer"),
    [
        ("record", b"", "nobody is named"),
        ("record", b"{", "this is no JSON object"),
        ("record", b"\xff\xfe", "this is no JSON object"),
        ("record", b"[1]", "this is no JSON object"),
        ("record", b'{"subject": "Ada", "sp\\ned": 2}', "unknown field `sp ed`"),
        ("record", b'{"subject": "Ada", "duration_s": -1}', "> 0"),
        ("live", b'{"model": 7}', "Expected `str | null`, got `int`"),
        ("live", b" " * 5000, "5000 bytes are too many"),
    ],
)
def test_a_bad_order_is_answered_in_one_line(
    broker: FakeBroker, topic: str, payload: bytes, answer: str
) -> None:
    async def test() -> None:
        verbs = FakeVerbs()
        broker.start()
        async with bridged(configured(broker), verbs), watching(broker) as watcher:
            await is_online(watcher)
            await watcher.client.publish(f"exermoted/command/{topic}", payload, 1)
            await until(lambda: "exermoted/error" in watcher.latest)
        error = watcher.latest["exermoted/error"]
        assert error.startswith(f"command/{topic}: ")
        assert answer in error
        assert "\n" not in error
        assert verbs.orders == []

    finish(test())


def test_an_order_that_the_broker_kept_is_not_followed(broker: FakeBroker) -> None:
    async def test() -> None:
        verbs = FakeVerbs()
        broker.start()
        async with watching(broker) as watcher:
            await watcher.client.publish("exermoted/command/live", b"{}", 1, retain=True)
            async with bridged(configured(broker), verbs):
                await until(lambda: "exermoted/error" in watcher.latest)
        assert "is not followed" in watcher.latest["exermoted/error"]
        assert verbs.orders == []

    finish(test())


def test_what_is_so_is_kept_by_the_broker_and_what_happens_is_not(broker: FakeBroker) -> None:
    async def test() -> None:
        verbs = FakeVerbs()
        broker.start()
        async with bridged(configured(broker), verbs), watching(broker) as watcher:
            await is_online(watcher)
            await verbs.live(LiveOrder())
            verbs.hub.tell(counted(3))
            repetition = Repetition(time_s=9.0, exercise="Squat", count=3, set=1, about_s=8.5)
            verbs.hub.tell(Happened(kind="live", event=repetition))
            ended = SetEnded(time_s=12.0, exercise="Squat", repetitions=3, set=1)
            verbs.hub.tell(Happened(kind="live", event=ended))
            await until(lambda: "exermoted/event/set" in watcher.latest)
            async with watching(broker) as later:
                await until(lambda: "exermoted/count" in later.latest)
        assert json.loads(watcher.latest["exermoted/event/set"]) == {
            "event_type": "set",
            "kind": "live",
            "exercise": "Squat",
            "repetitions": 3,
            "set": 1,
            "time_s": 12.0,
        }
        assert json.loads(watcher.latest["exermoted/event/repetition"])["count"] == 3
        kept = {"availability", "state", "activity", "count"}
        assert {f"exermoted/{topic}" for topic in kept} <= later.retained
        assert not {topic for topic in later.retained if "event" in topic}
        assert json.loads(later.latest["exermoted/count"])["count"] == 3
        assert json.loads(later.latest["exermoted/activity"]) == {"activity": "Squat"}

    finish(test())


def test_home_assistant_is_told_everything_when_it_starts(broker: FakeBroker) -> None:
    async def test() -> None:
        verbs = FakeVerbs()
        broker.start()
        async with bridged(configured(broker), verbs), watching(broker) as watcher:
            await until(lambda: "homeassistant/device/exermoted/config" in watcher.latest)
            await is_online(watcher)
            await until(lambda: "exermoted/count" in watcher.latest)
            watcher.seen.clear()
            await watcher.client.publish("homeassistant/status", "online", 1)
            await until(lambda: watcher.payloads("exermoted/count"))
        told = [topic for topic, _ in watcher.seen]
        assert told.index("homeassistant/device/exermoted/config") < told.index("exermoted/state")

    finish(test())


def test_a_daemon_that_ends_says_so(broker: FakeBroker) -> None:
    async def test() -> None:
        verbs = FakeVerbs()
        broker.start()
        async with watching(broker) as watcher:
            async with bridged(configured(broker), verbs):
                await is_online(watcher)
            await until(lambda: watcher.latest["exermoted/availability"] == "offline")

    finish(test())


DAEMON = """
import asyncio, sys, msgspec
from exermoted.config import MqttConfig
from exermoted.mqtt.bridge import Bridge
from tests.fakes.verbs import FakeVerbs
async def main():
    verbs = FakeVerbs()
    await Bridge(msgspec.json.decode(sys.argv[1], type=MqttConfig), verbs.hub, verbs).run()
asyncio.run(main())
"""


def test_a_daemon_that_is_killed_leaves_its_will(broker: FakeBroker) -> None:
    async def test() -> None:
        broker.start()
        config = msgspec.json.encode(configured(broker)).decode()
        command = (sys.executable, "-c", DAEMON, config)
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
        async with watching(broker) as watcher:
            await is_online(watcher)
            process.send_signal(signal.SIGKILL)
            await until(lambda: watcher.latest["exermoted/availability"] == "offline")
        await process.wait()

    finish(test())
