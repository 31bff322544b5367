import pytest

from recorder.decoder import SILENT, Reading
from recorder.heard import RATE_WINDOW_S, Heard

READING = Reading((0.0, 0.0, 1.0), "15b97f918a0f190e", 2.4, 22.5, False)


def heard() -> Heard:
    return Heard("nearable", "15b97f918a0f190e", "right_hand", 2.0, SILENT, -60, 0.0)


def test_a_repeated_payload_is_a_packet_but_nothing_new() -> None:
    sensor = heard()
    for time_s, payload in enumerate((b"a", b"a", b"b", b"a")):
        sensor.take(payload, READING, -60, float(time_s))
    assert (sensor.packets, sensor.new_samples) == (4, 3)


def test_rate_is_of_new_samples_over_the_last_seconds() -> None:
    sensor = heard()
    for tick in range(100):
        sensor.take(bytes([tick]), READING, -60, tick * 0.1)
        sensor.take(bytes([tick]), READING, -60, tick * 0.1 + 0.05)
    assert sensor.rate_hz(9.9) == pytest.approx(10.0)
    assert sensor.rate_hz(9.9 + RATE_WINDOW_S) == 0.0


def test_a_silence_longer_than_a_sample_lives_is_a_gap() -> None:
    sensor = heard()
    for time_s in (0.0, 1.0, 3.0, 6.5):
        sensor.take(b"a", READING, -60, time_s)
    assert (sensor.gaps, sensor.longest_gap_s) == (1, 3.5)


def test_its_state_is_the_latest() -> None:
    sensor = heard()
    sensor.take(b"a", READING, -60, 1.0)
    sensor.take(b"b", READING, -70, 2.0)
    state = sensor.state(2.5)
    assert (state.rssi_dbm, state.battery_v, state.temperature_c) == (-70, 2.4, 22.5)
    assert (state.is_moving, state.silent_s, state.place) == (False, 0.5, "right_hand")
    assert state.acceleration_g == (0.0, 0.0, 1.0)
