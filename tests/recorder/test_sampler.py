import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.sampler import Sampler, Tick
from sessions.channels import nearable
from sessions.frames import Sample

HAND, FOOT = nearable("right_hand"), nearable("left_foot")
VALUES = (0.1, 0.2, 0.3, -60.0)
START_S = 50.0


def sampler() -> Sampler:
    return Sampler((HAND, FOOT), 10.0, START_S)


def tick(number: int, missed: bool = False) -> Tick:
    return Tick(number, START_S + number / 10, 0.0, None if missed else 1.7e9 + number / 10)


def test_a_frame_takes_the_latest_sample_and_its_age() -> None:
    s = sampler()
    s.take(Sample("right_hand", START_S + 0.05, (9.0,) * 4))
    s.take(Sample("right_hand", START_S + 0.08, VALUES))
    frame = s.frame(tick(1))
    assert frame.time_s == 0.1
    assert frame.values[:4] == VALUES
    assert frame.ages_s[0] == pytest.approx(0.02)


def test_a_sample_from_before_the_start_is_used_but_not_counted() -> None:
    s = sampler()
    s.take(Sample("right_hand", START_S - 9.0, (9.0,) * 4))
    s.take(Sample("right_hand", START_S - 0.1, VALUES))
    assert s.frame(tick(0)).values[:4] == VALUES
    s.take(Sample("right_hand", START_S + 0.5, VALUES))
    counts = s.counts()["right_hand"]
    assert (counts.samples, counts.gaps) == (1, 0)
    assert counts.longest_gap_s == pytest.approx(0.6)


def test_what_was_never_heard_is_missing() -> None:
    frame = sampler().frame(tick(0))
    assert all(math.isnan(value) for value in frame.values)
    assert all(math.isnan(age_s) for age_s in frame.ages_s)


def test_a_stale_sample_is_missing_but_keeps_its_age() -> None:
    s = sampler()
    s.take(Sample("right_hand", START_S, VALUES))
    assert s.frame(tick(20)).values[:4] == VALUES
    stale = s.frame(tick(21))
    assert math.isnan(stale.values[0])
    assert stale.ages_s[0] == pytest.approx(2.1)
    counts = s.counts()["right_hand"]
    assert (counts.missing, counts.stale) == (1, 1)


def test_a_silence_is_one_gap_also_while_it_goes_on() -> None:
    s = sampler()
    s.take(Sample("right_hand", START_S, VALUES))
    for number in range(60):
        s.frame(tick(number))
    counts = s.counts()["right_hand"]
    assert counts.gaps == 1
    assert counts.longest_gap_s == pytest.approx(5.9)
    s.take(Sample("right_hand", START_S + 6.0, VALUES))
    s.frame(tick(60))
    assert counts.gaps == 1
    assert counts.longest_gap_s == pytest.approx(6.0)


def test_a_sample_that_was_overtaken_changes_nothing() -> None:
    s = sampler()
    s.take(Sample("right_hand", START_S + 0.2, VALUES))
    s.take(Sample("right_hand", START_S + 0.1, (9.0,) * 4))
    assert s.frame(tick(3)).values[:4] == VALUES
    assert s.counts()["right_hand"].samples == 2


def test_a_missed_tick_is_a_frame_without_values() -> None:
    s = sampler()
    s.take(Sample("right_hand", START_S, VALUES))
    frame = s.frame(tick(1, missed=True))
    assert all(math.isnan(value) for value in frame.values)
    assert frame.utc_s is None
    assert (s.ticks, s.missed_ticks) == (1, 1)


def test_silence_is_a_gap() -> None:
    s = sampler()
    for time_s in (0.0, 0.2, 3.0, 3.2):
        s.take(Sample("right_hand", START_S + time_s, VALUES))
    counts = s.counts()["right_hand"]
    assert counts.gaps == 1
    assert counts.longest_gap_s == pytest.approx(2.8)


def test_the_rate_is_that_of_the_last_seconds() -> None:
    s = sampler()
    for number in range(100):
        if number % 2 == 0:
            s.take(Sample("right_hand", START_S + number / 10, VALUES))
        s.frame(tick(number))
    assert s.rates_hz() == {"right_hand": pytest.approx(5.0), "left_foot": 0.0}


def test_a_sample_of_another_stream_is_left() -> None:
    s = sampler()
    s.take(Sample("belly", START_S, VALUES))
    assert "belly" not in s.counts()


@given(st.lists(st.floats(0, 10), max_size=50))
def test_a_frame_never_holds_the_future(times_s: list[float]) -> None:
    s = sampler()
    waiting = sorted(times_s)
    for number in range(101):
        due = tick(number)
        while waiting and START_S + waiting[0] <= due.due_s:
            s.take(Sample("right_hand", START_S + waiting.pop(0), VALUES))
        age_s = s.frame(due).ages_s[0]
        assert math.isnan(age_s) or age_s >= 0
