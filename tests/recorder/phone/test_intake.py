import math
import random
from collections.abc import Iterable

import pytest

from recorder.phone.intake import MOST_NOTES, Intake, Refusal
from recorder.phone.ordering import CAPACITY
from recorder.phone.presence import SILENCE_S
from recorder.phone.reading import Batch, Convention, Quantity, Reading
from recorder.sampler import Sampler, Tick
from sessions.channels import PHONE
from sessions.errors import UsageError
from sessions.frames import Frame, Sample
from tests.fakes.phones import Swing

OURS_S = 5000.0  # our clock, when the phone's says 0
RATE_HZ = 10.0
BATCH = 5


class Clock:
    def __init__(self) -> None:
        self.now_s = OURS_S

    def __call__(self) -> float:
        return self.now_s


def batch(times_s: Iterable[float], session: str = "one", device: str = "phone") -> Batch:
    """What a phone on a swinging arm measures, in iOS convention."""
    swing = Swing()
    readings = tuple(
        reading
        for t in times_s
        for reading in (
            Reading(Quantity.ROTATION, swing.rotation_rad_s(t), t),
            Reading(Quantity.GRAVITY, swing.gravity_g(t), t),
            Reading(Quantity.ACCELERATION, swing.acceleration_g(t), t),
        )
    )
    return Batch(device, session, readings, Convention.IOS)


def batches(duration_s: float) -> list[Batch]:
    times_s = Swing().times_s(duration_s)
    return [batch(times_s[i : i + BATCH]) for i in range(0, len(times_s), BATCH)]


def sent_s(one: Batch) -> float:
    """When a batch is sent, on our clock: right after its last reading."""
    return OURS_S + (one.readings[-1].device_time_s or 0.0)


def frames(arrivals: list[tuple[float, Batch]], duration_s: float, hold_s: float) -> list[Frame]:
    """The frames when batches arrive at these times of our clock."""
    clock = Clock()
    intake = Intake(clock, hold_s=hold_s)
    sampler = Sampler((PHONE,), RATE_HZ, OURS_S)
    waiting = sorted(arrivals, key=lambda arrival: arrival[0])
    made = []
    for number in range(round(duration_s * RATE_HZ)):
        due_s = OURS_S + number / RATE_HZ
        while waiting and waiting[0][0] <= due_s:
            clock.now_s, one = waiting.pop(0)
            intake.take(one)
        for sample in intake.read(due_s):
            sampler.take(sample)
        made.append(sampler.frame(Tick(number, due_s, 0.0, 1.7e9)))
    return made


def heard(intake: Intake, until_s: float = math.inf) -> list[Sample]:
    return list(intake.read(until_s))


def test_a_sample_keeps_the_phone_s_time_and_its_arrival_and_is_stamped_between() -> None:
    clock = Clock()
    intake = Intake(clock)
    clock.now_s = OURS_S + 1.05
    intake.take(batch([1.0]))
    clock.now_s = OURS_S + 1.5
    intake.take(batch([1.2]))
    first, second = heard(intake)
    assert (first.device_time_s, first.arrival_s) == (1.0, OURS_S + 1.05)
    assert first.time_s == pytest.approx(OURS_S + 1.05)
    assert second.time_s == pytest.approx(OURS_S + 1.25)
    assert second.arrival_s == OURS_S + 1.5


def test_reordered_repeated_and_delayed_batches_give_the_same_frames() -> None:
    duration_s, hold_s = 10.0, 0.4
    chance = random.Random(7)
    smooth = [(sent_s(one), one) for one in batches(duration_s)]
    rough = [
        (at_s + (0.3 * chance.random() if i else 0.0), one) for i, (at_s, one) in enumerate(smooth)
    ]
    rough += [(at_s + 0.35, one) for at_s, one in smooth if chance.random() < 0.3]
    even, uneven = frames(smooth, duration_s, hold_s), frames(rough, duration_s, hold_s)
    assert [frame.values for frame in uneven] == [frame.values for frame in even]
    assert sum(not math.isnan(frame.values[0]) for frame in even) > 90


def test_without_holding_back_time_never_goes_back() -> None:
    chance = random.Random(3)
    clock = Clock()
    intake = Intake(clock)
    arrivals = [(sent_s(one) + 0.3 * chance.random(), one) for one in batches(5.0)]
    times_s = []
    for at_s, one in sorted(arrivals, key=lambda arrival: arrival[0]):
        clock.now_s = at_s
        intake.take(one)
        times_s += [sample.device_time_s or 0.0 for sample in heard(intake, at_s)]
    assert times_s == sorted(set(times_s))
    assert intake.report().refused[Refusal.LATE] > 0


def test_a_first_batch_that_was_delayed_holds_nothing_up() -> None:
    clock = Clock()
    intake = Intake(clock)
    given = []
    for device_s, arrival_s in ((1.0, 1.9), (1.1, 1.91), (1.2, 1.92), (2.0, 2.01), (3.0, 3.01)):
        clock.now_s = OURS_S + arrival_s
        intake.take(batch([device_s]))
        given += [(s.device_time_s, s.time_s - OURS_S) for s in heard(intake, clock.now_s)]
    assert [device_s for device_s, _ in given] == [1.0, 1.1, 1.2, 2.0, 3.0]
    times_s = [time_s for _, time_s in given]
    assert times_s == sorted(times_s)
    assert times_s[-1] == pytest.approx(3.01)


def test_a_batch_kept_during_an_outage_comes_with_its_own_times() -> None:
    clock = Clock()
    intake = Intake(clock)
    clock.now_s = OURS_S + 0.1
    intake.take(batch([0.1]))
    given = [sample.time_s - OURS_S for sample in heard(intake)]
    clock.now_s = OURS_S + 30.0
    for times_s in ([0.2, 4.0], [8.0, 12.0]):
        intake.take(batch(times_s))
        given += [sample.time_s - OURS_S for sample in heard(intake)]
    assert given == pytest.approx([0.1, 0.2, 4.0, 8.0, 12.0])


def test_a_phone_that_leaves_and_returns_is_a_gap_and_told() -> None:
    clock = Clock()
    intake = Intake(clock)
    clock.now_s += 1
    intake.take(batch([1.0]))
    heard(intake, clock.now_s)
    clock.now_s += SILENCE_S + 1
    assert heard(intake, clock.now_s) == []
    intake.take(batch([4.0], session="reloaded"))
    assert len(heard(intake, clock.now_s)) == 1
    assert list(intake.notes()) == [
        "phone: it is there",
        "phone: nothing arrives any more",
        "phone: back after 3.0 s",
    ]
    assert list(intake.notes()) == []


def test_a_page_opened_anew_starts_its_clock_anew() -> None:
    clock = Clock()
    intake = Intake(clock)
    clock.now_s += 500
    intake.take(batch([500.0]))
    clock.now_s += 1
    intake.take(batch([0.25], session="reloaded"))
    assert [sample.device_time_s for sample in heard(intake)] == [500.0, 0.25]


def test_readings_without_a_time_are_stamped_as_they_arrive() -> None:
    clock = Clock()
    intake = Intake(clock)
    for number in range(3):
        clock.now_s += 0.02
        reading = Reading(Quantity.ACCELERATION, (0.0, 0.0, 0.1 * number), None)
        intake.take(Batch("phone", "udp", (reading,), Convention.IOS))
    assert [s.time_s - OURS_S for s in heard(intake)] == pytest.approx([0.02, 0.04, 0.06])
    assert intake.report().clock_offset_s is None


def test_android_s_sign_is_turned_and_its_rotation_kept() -> None:
    intake = Intake(Clock())
    readings = (
        Reading(Quantity.ROTATION, (1.0, 2.0, 3.0), 1.0),
        Reading(Quantity.GRAVITY, (0.0, 0.0, 1.0), 1.0),
        Reading(Quantity.ACCELERATION, (0.1, 0.2, 0.3), 1.0),
    )
    intake.take(Batch("phone", "one", readings, Convention.ANDROID))
    (sample,) = heard(intake)
    assert sample.values[:6] == (0.0, 0.0, -1.0, -0.1, -0.2, -0.3)
    assert sample.values[9:] == (1.0, 2.0, 3.0)


def lying(seconds: float, sign: float, remembered: Convention | None = None) -> Batch:
    readings = tuple(
        Reading(Quantity.TOTAL, (0.0, 0.0, sign), number / 20)
        for number in range(round(seconds * 20))
    )
    return Batch("phone", "one", readings, remembered=remembered)


def test_an_unknown_sign_is_refused_until_the_phone_is_laid_face_up() -> None:
    intake = Intake(Clock())
    assert intake.take(lying(0.8, 1.0)) is Refusal.UNCALIBRATED
    assert intake.convention_of("phone") is None
    assert heard(intake) == []
    assert intake.take(lying(2.0, 1.0)) is None
    assert intake.convention_of("phone") is Convention.ANDROID
    assert "phone: its acceleration has the sign of ANDROID" in intake.notes()
    assert intake.report().refused[Refusal.UNCALIBRATED] == 16


def test_a_declared_sign_goes_before_one_that_the_phone_remembers() -> None:
    intake = Intake(Clock(), Convention.IOS)
    intake.take(lying(0.1, 1.0, remembered=Convention.ANDROID))
    assert intake.report().convention is Convention.IOS


def test_a_remembered_sign_needs_no_laying() -> None:
    intake = Intake(Clock())
    assert intake.take(lying(0.1, 1.0, remembered=Convention.ANDROID)) is None


def test_two_phones_are_never_mixed_and_the_second_may_take_over_from_a_silent_one() -> None:
    clock = Clock()
    intake = Intake(clock)
    assert intake.take(batch([1.0])) is None
    assert intake.take(batch([1.0], device="another")) is Refusal.SECOND_PHONE
    clock.now_s += SILENCE_S + 0.1
    assert intake.take(batch([3.0], device="another")) is None
    assert intake.report().device == "another"


def test_memory_is_bounded_where_nobody_reads() -> None:
    clock = Clock()
    intake = Intake(clock)
    times_s = [number / 1000 for number in range(CAPACITY)]
    intake.take(batch(times_s))
    assert len(heard(intake)) <= CAPACITY
    assert intake.report().refused[Refusal.OVERFLOW] == 2 * CAPACITY
    for number in range(3 * MOST_NOTES):
        intake.tell(f"{number}")
        intake.refuse(Refusal.MALFORMED, "x" * 10_000)
    assert len(intake.notes()) == MOST_NOTES
    assert len(intake.report().details[Refusal.MALFORMED]) < 1000


@pytest.mark.parametrize("hold_s", [-0.1, 1.0, math.nan])
def test_holding_back_for_longer_than_a_sample_lives_makes_no_sense(hold_s: float) -> None:
    with pytest.raises(UsageError, match="held"):
        Intake(Clock(), hold_s=hold_s)
