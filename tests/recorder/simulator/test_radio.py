import numpy as np
import pytest

from recorder.simulator.population import LEVELS, Link, packaged_population
from recorder.simulator.radio import arrivals_s, strengths_dbm
from recorder.simulator.variation import generator
from sessions.channels import PLACES

HOUR_S = 3600.0


@pytest.mark.parametrize("place", PLACES)
def test_packets_are_heard_as_often_as_in_the_recordings(place: str) -> None:
    link = packaged_population().links[place]
    interval_s = np.diff(arrivals_s(link, HOUR_S, generator(1, place)))
    low_s, middle_s, high_s = np.quantile(interval_s, (0.05, 0.5, 0.95))
    assert middle_s == pytest.approx(0.22, abs=0.02)
    assert low_s == pytest.approx(0.1, abs=0.02)
    assert 0.45 < high_s < 0.85
    assert 2.6 < 1 / interval_s.mean() < 4.7


@pytest.mark.parametrize("place", PLACES)
def test_packets_are_lost_for_seconds_now_and_then(place: str) -> None:
    interval_s = np.diff(arrivals_s(packaged_population().links[place], HOUR_S, generator(1, "")))
    assert 1.5 < interval_s.max() < 40


def test_packets_come_in_order_and_end_in_time() -> None:
    heard_s = arrivals_s(Link(LEVELS + 0.1, -70.0, 5.0), 60.0, generator(1, "chest"))
    assert (np.diff(heard_s) > 0).all()
    assert heard_s[0] > 0
    assert heard_s[-1] <= 60.0


def test_strengths_are_whole_and_about_the_mean() -> None:
    rssi_dbm = strengths_dbm(Link(LEVELS, -70.0, 5.0), 5000, generator(1, "chest"))
    assert np.mean(rssi_dbm) == pytest.approx(-70, abs=1)
    assert np.std(rssi_dbm) == pytest.approx(5, abs=1)
    assert {type(dbm) for dbm in rssi_dbm} == {int}
