import math
import random

import pytest

from recorder.phone.clock import LONGEST_DELAY_S, RESTART_S, WINDOW_S, DeviceClock

OFFSET_S = 1234.5  # ours less the device's
SHORTEST_S = 0.004  # that any message is under way


def test_there_is_no_offset_before_anything_has_arrived() -> None:
    assert math.isnan(DeviceClock().offset_s)


def test_the_least_delayed_message_tells_the_offset() -> None:
    clock, chance = DeviceClock(), random.Random(1)
    for number in range(200):
        device_s = number / 20
        clock.relate(device_s, device_s + OFFSET_S + SHORTEST_S + chance.expovariate(20))
    assert clock.offset_s == pytest.approx(OFFSET_S + SHORTEST_S, abs=0.003)


def test_the_offset_follows_a_clock_that_runs_slow() -> None:
    clock, slow = DeviceClock(), 100e-6
    for number in range(20 * 600):
        ours_s = number / 20
        clock.relate(ours_s * (1 - slow), ours_s)
    assert clock.offset_s == pytest.approx(600 * slow, abs=1.1 * WINDOW_S * slow)


def test_a_clock_set_forward_is_followed_at_once() -> None:
    clock = DeviceClock()
    clock.relate(10.0, 110.0)
    assert clock.continues(16.0, 111.0)
    clock.relate(16.0, 111.0)
    assert clock.offset_s == 95.0


def test_a_clock_that_begins_anew_does_not_continue() -> None:
    clock = DeviceClock()
    assert clock.continues(500.0, 1000.0)
    clock.relate(500.0, 1000.0)
    assert clock.continues(501.0, 1001.0)
    assert not clock.continues(0.5, 1001.0)


def test_messages_that_overtake_each_other_are_no_new_clock() -> None:
    clock = DeviceClock()
    clock.relate(100.0, 200.0)
    assert clock.continues(100.0 - RESTART_S + 1, 200.1)


def test_a_message_older_than_any_is_kept_means_that_the_clock_was_set_back() -> None:
    clock = DeviceClock()
    clock.relate(100.0, 200.0)
    assert not clock.continues(101.0, 201.0 + LONGEST_DELAY_S + 1)


def test_what_was_kept_during_a_silence_is_not_taken_for_punctual() -> None:
    clock = DeviceClock()
    for number in range(100):
        clock.relate(number / 20, number / 20 + OFFSET_S)
    clock.relate(6.0, 36.0 + OFFSET_S)
    assert clock.offset_s == pytest.approx(OFFSET_S)


def test_memory_is_bounded_by_the_window() -> None:
    clock = DeviceClock()
    for number in range(10_000):
        clock.relate(number / 20, number / 20 * 1.00001)
    assert len(clock._differences) <= WINDOW_S * 20 + 1
