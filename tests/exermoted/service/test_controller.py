import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from exermoted.config import Config
from exermoted.service.controller import Controller
from exermoted.service.hub import Hub
from exermoted.service.messages import AnyMessage, Ended, Happened, Happening, Started, Status, Tick
from exermoted.service.orders import LiveOrder, RecordOrder
from exermoted.sources import own_phone
from inference.events import Repetition, SetEnded
from recorder.heard import SensorState
from recorder.sound.settings import SoundSettings
from recorder.source import Clock, Source
from sessions.channels import PHONE, Stream
from sessions.errors import BusyError, ExermotedError, UsageError
from sessions.folder import read_session
from sessions.frames import Sample
from sessions.info import read_info
from tests.fakes.waiting import finish, until

FAST = 1000.0
SHORT = RecordOrder(subject="Ada", duration_s=60.0, seed=7, speed=FAST)
LONG = RecordOrder(subject="Ada", duration_s=300.0, seed=7, quiet=True)
LONG_AND_LOUD = msgspec.structs.replace(LONG, quiet=False)
LONG_LIVE = LiveOrder(subject="Ada", seed=7)


class Heard:
    """All that a controller has told."""

    def __init__(self, hub: Hub) -> None:
        self.messages: list[AnyMessage] = []
        hub.listen(self.messages.append)

    @property
    def modes(self) -> list[str]:
        modes = [message.mode for message in self.messages if isinstance(message, Status)]
        return [m for m, before in zip(modes, [None, *modes], strict=False) if m != before]

    def events(self) -> list[Happening]:
        return [message.event for message in self.messages if isinstance(message, Happened)]

    def repetitions(self) -> list[Repetition]:
        return [event for event in self.events() if isinstance(event, Repetition)]

    def ended(self) -> list[Ended]:
        return [message for message in self.messages if isinstance(message, Ended)]


@dataclass(frozen=True)
class Stage:
    controller: Controller
    heard: Heard

    @property
    def mode(self) -> str:
        return self.controller.status.mode


async def until_idle(controller: Controller) -> None:
    await until(lambda: controller.status.mode == "idle")


def sessions(stage: Stage) -> list[Path]:
    return sorted(stage.controller.config.sessions.glob("*"))


def play(
    tmp_path: Path,
    act: Callable[[Stage], Coroutine[None, None, None]],
    phone: Source | None = None,
) -> None:
    """Lets a test act with a controller whose athlete is simulated, or wears a phone."""

    async def on_stage() -> None:
        hub = Hub()
        config = Config(sessions=tmp_path / "sessions", source="sim")
        controller = Controller(config, hub, phone=lambda given: phone or own_phone(given))
        stage = Stage(controller, Heard(hub))
        try:
            await act(stage)
        finally:
            await controller.stop()

    finish(on_stage())


def test_a_recording_goes_from_idle_to_idle_and_leaves_a_session(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        controller = stage.controller
        begun = await controller.record(SHORT)
        assert begun.run is not None
        assert begun.run.columns[0] == "phone.gravity_x_g"
        await until_idle(controller)
        (folder,) = sessions(stage)
        (ended,) = stage.heard.ended()
        assert (ended.state, ended.frames, ended.run.session) == ("complete", 600, folder.name)
        assert read_info(folder).state == "complete"
        assert stage.heard.modes == ["starting", "recording", "idle"]

    play(tmp_path, act)


def test_a_recording_tells_its_repetitions_as_the_script_has_them(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        controller = stage.controller
        await controller.record(SHORT)
        await until_idle(controller)
        (folder,) = sessions(stage)
        labels = read_session(folder).labels
        asked = {(label.set, label.repetition) for label in labels if label.is_moving}
        said = stage.heard.repetitions()
        assert {(event.set, event.count) for event in said} == asked
        sets = [event for event in stage.heard.events() if isinstance(event, SetEnded)]
        assert sum(event.repetitions for event in sets) == len(said)

    play(tmp_path, act)


def test_each_tick_tells_what_to_do_and_what_comes_next(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        controller = stage.controller
        await controller.record(SHORT)
        await until_idle(controller)
        first = next(m for m in stage.heard.messages if isinstance(m, Tick))
        assert first.cue is not None
        assert (first.cue.phase, first.cue.remaining_s) == ("set_break", 60.0)
        assert first.cue.next_in_s == first.cue.left_s
        script = controller.script
        assert script is not None
        assert first.cue.next == next(s.label.exercise for s in script.segments if s.label.set)

    play(tmp_path, act)


def test_live_counts_arrive_and_a_stop_ends_it(tmp_path: Path) -> None:
    order = msgspec.structs.replace(LONG_LIVE, speed=100.0)

    async def act(stage: Stage) -> None:
        controller = stage.controller
        await controller.live(order)
        await until(stage.heard.repetitions)
        assert (await controller.stop()).mode == "idle"
        (ended,) = stage.heard.ended()
        assert (ended.run.kind, ended.state, ended.run.session) == ("live", "interrupted", None)
        counted = [m.count for m in stage.heard.messages if isinstance(m, Tick) and m.count]
        assert max(count.count for count in counted) > 0

    play(tmp_path, act)


def test_a_second_start_is_told_what_is_busy_since_when(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        controller = stage.controller
        await controller.record(LONG)
        with pytest.raises(BusyError, match=r"busy: recording since \d\d:\d\d"):
            await controller.record(LONG)
        with pytest.raises(BusyError, match="busy: recording"):
            await controller.live(LONG_LIVE)
        assert stage.mode == "recording"

    play(tmp_path, act)


def test_of_two_starts_at_once_one_wins(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        controller = stage.controller
        done = await asyncio.gather(
            controller.record(LONG), controller.live(LONG_LIVE), return_exceptions=True
        )
        assert sorted(type(each).__name__ for each in done) == ["BusyError", "Status"]

    play(tmp_path, act)


def test_recording_switches_to_live_and_back_where_that_is_asked_for(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        controller = stage.controller
        await controller.record(LONG)
        await controller.live(msgspec.structs.replace(LONG_LIVE, switch=True))
        assert stage.mode == "live"
        await controller.record(msgspec.structs.replace(LONG, switch=True))
        assert stage.mode == "recording"
        assert [ended.run.kind for ended in stage.heard.ended()] == ["record", "live"]
        assert {read_info(folder).state for folder in sessions(stage)} == {
            "interrupted",
            "recording",
        }

    play(tmp_path, act)


def test_an_order_that_cannot_be_does_not_end_what_runs(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        controller = stage.controller
        await controller.record(LONG)
        wrong = LiveOrder(source="radio", switch=True)
        with pytest.raises(UsageError, match="there is no source 'radio'"):
            await controller.live(wrong)
        assert stage.mode == "recording"

    play(tmp_path, act)


def test_a_source_that_cannot_be_opened_is_told_and_leaves_the_daemon_idle(
    tmp_path: Path,
) -> None:
    async def act(stage: Stage) -> None:
        controller = stage.controller
        controller.config = msgspec.structs.replace(
            controller.config, sensors={"chest": "15b97f918a0f190e"}
        )
        with pytest.raises(ExermotedError):
            await controller.record(msgspec.structs.replace(SHORT, source="ble", speed=1.0))
        (ended,) = stage.heard.ended()
        assert ended.state == "failed"
        assert stage.mode == "idle"
        assert not sessions(stage)

    play(tmp_path, act)


def test_a_run_is_since_its_source_was_open(tmp_path: Path) -> None:
    """From it the history reckons when each repetition was."""

    async def act(stage: Stage) -> None:
        await stage.controller.record(SHORT)
        await until_idle(stage.controller)
        (folder,) = sessions(stage)
        (started,) = (m.run for m in stage.heard.messages if isinstance(m, Started))
        recorded = datetime.fromisoformat(read_info(folder).started)
        since = datetime.fromisoformat(started.since)
        assert timedelta(0) <= since - recorded < timedelta(seconds=1)
        asked = next(m.run for m in stage.heard.messages if isinstance(m, Status) and m.run)
        assert datetime.fromisoformat(asked.since) < since

    play(tmp_path, act)


def test_what_has_not_begun_yet_is_ended_at_once(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        controller = stage.controller
        begin = asyncio.create_task(controller.record(LONG))
        await until(lambda: controller.status.mode != "idle")
        assert (await controller.stop()).mode == "idle"
        await begin

    play(tmp_path, act)


def test_a_start_that_takes_its_time_is_cancelled(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        controller = stage.controller
        slow = SoundSettings(voice_command=("sh", "-c", "exec sleep 60", "{wav}"))
        controller.config = msgspec.structs.replace(controller.config, sound=slow)
        begin = asyncio.create_task(controller.record(LONG_AND_LOUD))
        await until(lambda: controller.status.mode == "starting")
        assert (await controller.stop()).mode == "idle"
        assert (await begin).mode == "idle"
        assert not sessions(stage)

    play(tmp_path, act)


class Unanswering:
    """A source that never opens, such as a radio that does not answer."""

    def __init__(self) -> None:
        self.tried = 0

    streams: tuple[Stream, ...] = (PHONE,)
    ended = False

    async def open(self, clock: Clock) -> None:  # noqa: ARG002 # the protocol's
        self.tried += 1
        await asyncio.Event().wait()

    async def close(self) -> None:
        pass

    def read(self, until_s: float) -> Sequence[Sample]:  # noqa: ARG002 # the protocol's
        return ()

    def notes(self) -> Sequence[str]:
        return ()

    def sensors(self) -> Sequence[SensorState]:
        return ()


WAITING = msgspec.structs.replace(LONG, source="phone")


def test_a_source_that_does_not_open_can_be_given_up(tmp_path: Path) -> None:
    phone = Unanswering()

    async def act(stage: Stage) -> None:
        controller = stage.controller
        begin = asyncio.create_task(controller.record(WAITING))
        await until(lambda: phone.tried)
        assert stage.mode == "starting"
        assert (await controller.stop()).mode == "idle"
        assert (await begin).mode == "idle"
        assert [ended.state for ended in stage.heard.ended()] == ["interrupted"]
        assert not sessions(stage)

    play(tmp_path, act, phone)


def test_what_waits_for_its_source_makes_way_where_that_is_asked_for(tmp_path: Path) -> None:
    phone = Unanswering()

    async def act(stage: Stage) -> None:
        controller = stage.controller
        begin = asyncio.create_task(controller.record(WAITING))
        await until(lambda: phone.tried)
        with pytest.raises(BusyError):
            await controller.record(LONG)
        await controller.record(msgspec.structs.replace(LONG, switch=True))
        await begin
        assert stage.mode == "recording"

    play(tmp_path, act, phone)


def test_a_stop_while_a_start_is_planned_is_not_lost(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        begin = asyncio.create_task(stage.controller.live(LONG_LIVE))
        await asyncio.sleep(0)
        assert stage.mode == "idle"
        await stage.controller.stop()
        assert (await begin).mode == "idle"
        assert stage.heard.ended() == []

    play(tmp_path, act)


def test_of_a_start_and_a_stop_at_once_none_is_left_halfway(tmp_path: Path) -> None:
    phone = Unanswering()

    async def act(stage: Stage) -> None:
        controller = stage.controller
        for steps in range(20):
            begin = asyncio.create_task(controller.live(LiveOrder(source="phone")))
            await until(lambda: stage.mode == "starting")
            for _ in range(steps):
                await asyncio.sleep(0)
            await controller.stop()
            await begin
            assert stage.mode == "idle"

    play(tmp_path, act, phone)


@pytest.mark.parametrize("name", ["../secret", "/etc", "..", "", "no-such-session"])
def test_a_replay_is_of_a_session_by_name_never_of_a_path(tmp_path: Path, name: str) -> None:
    async def act(stage: Stage) -> None:
        controller = stage.controller
        with pytest.raises(UsageError, match="there is no session"):
            await controller.live(LiveOrder(source=f"replay:{name}"))

    play(tmp_path, act)


def test_a_movement_is_never_read_from_a_path(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        with pytest.raises(UsageError, match="the service reads no files"):
            await stage.controller.live(LiveOrder(source="sim:/etc/passwd"))

    play(tmp_path, act)


def test_a_finished_session_is_replayed_by_its_name(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        controller = stage.controller
        await controller.record(SHORT)
        await until_idle(controller)
        (folder,) = sessions(stage)
        await controller.live(LiveOrder(source=f"replay:{folder.name}", speed=FAST))
        await until_idle(controller)
        assert [ended.state for ended in stage.heard.ended()] == ["complete", "complete"]
        started = [m.run for m in stage.heard.messages if isinstance(m, Started)]
        assert [run.kind for run in started] == ["record", "live"]
        assert [run.source for run in started] == ["sim", f"replay:{folder.name}"]

    play(tmp_path, act)


@pytest.mark.parametrize("model", ["/etc", "../default", "nothing"])
def test_a_model_is_a_packaged_one_by_name_never_a_path(tmp_path: Path, model: str) -> None:
    async def act(stage: Stage) -> None:
        controller = stage.controller
        with pytest.raises(UsageError, match="there is no packaged model"):
            await controller.live(LiveOrder(model=model))

    play(tmp_path, act)
