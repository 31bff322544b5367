from collections.abc import Sequence

import msgspec
import pytest

from exermoted.packaged import find_model
from exermoted.serving.athlete import COLUMNS
from exermoted.serving.gym import FORGET_S, Gym
from exermoted.serving.ticks import LONGEST_GAP_S
from inference.engine import TFLiteEngine
from inference.pipeline import Pipeline
from inference.sitting import UNKNOWN
from recorder.phone import page
from recorder.phone.edges.outlet import MOST_WAITING, Outlet
from recorder.phone.intake import Refusal
from recorder.phone.shown import Shown
from recorder.simulator.athlete import RATE_HZ
from sessions.errors import UsageError
from sessions.frames import Frame
from tests.fakes import upright
from tests.fakes.engines import ThresholdEngine, card
from tests.fakes.motions import simulated_motion
from tests.fakes.page_phone import PagePhone, Row
from tests.fakes.streaming import at_rate
from tests.fakes.upright import UprightEngine, rotation_of, workout, worn

STILL: Row = (0.0, 0.0, -1.0, *(0.0,) * 9)
MOVING: Row = (0.8, 0.0, -0.6, *(0.0,) * 9)


class Time:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


class Page:
    """A phone whose page is connected to a gym."""

    def __init__(self, gym: Gym, time: Time, device: str = "phone") -> None:
        self.phone = PagePhone(device)
        self.outlet = Outlet()
        self._gym, self._time = gym, time
        gym.enter(self.outlet)

    def measure(self, values: Sequence[Row], start_s: float = 0.0, each_s: float = 0.1) -> None:
        """Sends samples one by one, as they are measured; all are answered."""
        for number, row in enumerate(values):
            self._time.now_s += each_s
            self.send([(start_s + each_s * number, row)])
            answer_all(self._gym)

    def send(self, rows: Sequence[tuple[float, Row]]) -> page.Reply:
        return self._gym.hear(page.decode(self.phone.message(rows)), self.outlet)

    def told(self) -> list[page.Push]:
        """Returns what it has been told since the last call."""
        return [msgspec.json.decode(text, type=page.Push) for text in iter(self.outlet.take, None)]

    def count(self) -> int | None:
        shown = self.told()[-1].shown
        assert shown
        return shown.count


def answer_all(gym: Gym) -> None:
    while not gym.batcher.is_idle:
        gym.batcher.answer()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def gym(time: Time) -> Gym:
    return Gym(ThresholdEngine(), time)


STANDING = [STILL] * 4
REPETITION = [MOVING] * 4 + [STILL] * 2


def test_every_sample_is_answered_with_its_tick(gym: Gym, time: Time) -> None:
    ada = Page(gym, time)
    ada.measure(STANDING + REPETITION)
    told = ada.told()
    assert [push.tick for push in told] == list(range(10))
    states = [push.shown.state for push in told if push.shown]
    assert states == ["initializing"] * 3 + ["evaluating"] * 7
    assert told[-1].shown == Shown(
        mode="live",
        exercise="Squat",
        set=1,
        state="evaluating",
        activity="Squat",
        score=0.9,
        count=1,
    )


def test_each_athlete_is_counted_apart(gym: Gym, time: Time) -> None:
    ada, bob = Page(gym, time, "ada"), Page(gym, time, "bob")
    ada.measure(STANDING + REPETITION * 3)
    bob.measure(STANDING + REPETITION)
    ada.measure(REPETITION, start_s=2.2)
    assert (ada.count(), bob.count()) == (4, 1)
    assert gym.served().athletes == 2


def test_a_page_that_becomes_another_athletes_is_told_of_that_one_alone(
    gym: Gym, time: Time
) -> None:
    ada = Page(gym, time, "ada")
    ada.measure(STANDING)
    ada.told()
    ada.send([(0.4, STILL)])  # its answer comes when the page is another's already
    ada.phone = PagePhone("bob")
    ada.send([(0.0, STILL)])
    gym.batcher.answer()
    assert [push.tick for push in ada.told()] == [0]
    gym.leave(ada.outlet)
    assert gym.served().connected == 0


def test_what_comes_at_the_same_time_goes_through_the_network_together(time: Time) -> None:
    engine = ThresholdEngine()
    gym = Gym(engine, time)
    pages = [Page(gym, time, str(number)) for number in range(5)]
    for one in pages:
        one.measure(STANDING)
    gym.served()
    time.now_s += 0.1
    for one in pages:
        one.send([(0.4, MOVING)])
    gym.batcher.answer()
    assert engine.batches[-1] == 5
    assert gym.served().batch == 5
    assert [one.told()[-1].tick for one in pages] == [4] * 5


def test_a_phone_that_comes_back_keeps_its_count(gym: Gym, time: Time) -> None:
    before = Page(gym, time)
    before.measure(STANDING + REPETITION * 2)
    gym.leave(before.outlet)
    assert gym.served().connected == 0
    time.now_s += 10.0
    after = Page(gym, time)
    after.measure(STANDING + REPETITION, start_s=11.6)
    assert after.count() == 3
    assert after.told() == []


def test_what_was_kept_while_it_was_away_is_counted_too(gym: Gym, time: Time) -> None:
    ada = Page(gym, time)
    ada.measure(STANDING)
    time.now_s += 3.0
    kept = REPETITION * 5
    ada.send([(0.4 + 0.1 * number, row) for number, row in enumerate(kept)])
    answer_all(gym)
    told = ada.told()
    assert [push.tick for push in told] == list(range(34))
    assert told[-1].shown
    assert told[-1].shown.count == 5


def test_one_that_is_silent_for_long_is_forgotten_and_makes_room(time: Time) -> None:
    gym = Gym(ThresholdEngine(), time, most=1)
    Page(gym, time, "ada").measure(STANDING)
    bob = Page(gym, time, "bob")
    assert bob.send([(0.0, STILL)]).refused == Refusal.NO_ROOM
    assert gym.served().refused == {str(Refusal.NO_ROOM): 1}
    time.now_s += FORGET_S + 1
    assert bob.send([(0.0, STILL)]).refused is None
    assert gym.served().athletes == 1


def test_one_that_does_not_read_loses_only_its_own(gym: Gym, time: Time) -> None:
    deaf, ada = Page(gym, time, "deaf"), Page(gym, time, "ada")
    for start in range(MOST_WAITING + 50):
        for one in (deaf, ada):
            one.measure([STILL], start_s=0.1 * start)
        assert [push.tick for push in ada.told()] == [start]
    assert len(deaf.told()) == MOST_WAITING
    assert gym.served().lost == 50


def test_what_one_has_waiting_is_bounded_and_keeps_no_other_waiting(gym: Gym, time: Time) -> None:
    ada, bob = Page(gym, time, "ada"), Page(gym, time, "bob")
    leaps = [(LONGEST_GAP_S * number, STILL) for number in range(100)]
    assert ada.send(leaps).refused is None
    assert ada.send([(301.0, STILL)]).refused == Refusal.TOO_FAST
    assert bob.send([(0.0, STILL)]).refused is None
    gym.batcher.answer()
    assert [push.tick for push in bob.told()] == [0]
    while ada.send([(301.0, STILL)]).refused:
        gym.batcher.answer()


def test_single_requests_bring_back_the_latest_answer(gym: Gym, time: Time) -> None:
    phone = PagePhone()
    for number in range(5):
        time.now_s += 0.1
        reply = gym.hear(page.decode(phone.message([(0.1 * number, STILL)])), None)
        gym.batcher.answer()
    assert isinstance(reply.shown, Shown)
    assert reply.shown.state == "evaluating"


def test_a_network_that_needs_more_than_a_phone_is_refused_at_once(time: Time) -> None:
    with pytest.raises(UsageError, match=r"needs chest\.rssi_dbm"):
        Gym(ThresholdEngine(card(channels=("chest.rssi_dbm",))), time)


def test_a_simulated_athlete_is_counted_as_live_counts(time: Time) -> None:
    """What is served is what `Pipeline` says of the same motion, to the tick."""
    engine = TFLiteEngine(find_model("packaged"))
    motion = at_rate(simulated_motion(seed=3), RATE_HZ, engine.card.rate_hz)
    gym = Gym(engine, time)
    ada = Page(gym, time)
    pipeline = Pipeline(engine, COLUMNS, engine.card.rate_hz)
    served, live = [], []
    for tick, row in enumerate(motion):
        ada.measure([row], start_s=0.1 * tick)
        served += [push.shown.activity for push in ada.told() if push.shown]
        step = pipeline.push(Frame(tick, 0.1 * tick, row, (0.0,), 0.0))
        live.append(step.activity)
    assert served == live
    assert {"Break", None} < set(served)


def test_a_streaming_network_is_asked_for_many_at_once_as_live(time: Time) -> None:
    """Each in its own mounting; all get the answers that `Pipeline` gives."""
    engine = UprightEngine()
    gym = Gym(engine, time)
    clock = workout(moving_s=7.0)
    motions = [
        [phone_row(row) for row in worn(clock, rotation_of((1.0, x, 0.5, 0.0))).tolist()]
        for x in (0.0, 1.0, -2.0)
    ]
    pages = [Page(gym, time, str(number)) for number in range(len(motions))]
    for tick in range(len(motions[0])):
        time.now_s += 0.1
        for one, motion in zip(pages, motions, strict=True):
            one.send([(0.1 * tick, motion[tick])])
        answer_all(gym)
    assert max(engine.batches) == len(pages)
    for one, motion in zip(pages, motions, strict=True):
        shown = [push.shown for push in one.told() if push.shown]
        assert (shown[0].mounting, shown[-1].mounting) == (UNKNOWN, None)
        served = [each.activity for each in shown]
        pipeline = Pipeline(UprightEngine(), COLUMNS, engine.card.rate_hz)
        steps = [pipeline.push(Frame(t, 0.1 * t, row, (0.0,), 0.0)) for t, row in enumerate(motion)]
        assert served == [step.decision.activity if step.decision else None for step in steps]
        assert {"Break", "Squat", None} == set(served)


def phone_row(row: Sequence[float]) -> Row:
    """Returns a row of the streaming network's columns as a phone has it."""
    named = dict(zip(upright.COLUMNS, row, strict=True))
    return tuple(named.get(column, 0.0) for column in COLUMNS)
