import gzip
from pathlib import Path

import pytest

from exermoted.report.arrivals import read_arrivals
from sessions.channels import PHONE, nearable
from sessions.errors import DataError
from sessions.frames import Sample
from sessions.rawlog import RAW_NAME, RawLog

CHEST = nearable("chest")
START_S = 50.0


def logged(folder: Path, samples: list[Sample]) -> Path:
    log = RawLog(folder / RAW_NAME, (PHONE, CHEST), START_S)
    for sample in samples:
        log.append(sample)
    log.close()
    return folder


def sample(stream: str, time_s: float, arrival_s: float | None = None) -> Sample:
    return Sample(stream, START_S + time_s, (0.0,), arrival_s=arrival_s and START_S + arrival_s)


def test_intervals_are_those_from_one_arrival_to_the_next(tmp_path: Path) -> None:
    times_s = (0.0, 0.2, 0.4, 0.6, 1.6)
    logged(tmp_path, [sample("chest", time_s) for time_s in times_s])
    (chest,) = read_arrivals(tmp_path, ("phone", "chest"))
    assert (chest.stream, chest.samples, chest.latency_ms) == ("chest", 5, None)
    assert chest.interval_ms.median == pytest.approx(200)
    assert chest.interval_ms.most == pytest.approx(1000)


def test_latency_is_from_measurement_to_arrival(tmp_path: Path) -> None:
    pairs = ((0.00, 0.05), (0.02, 0.07), (0.04, 0.14))
    logged(tmp_path, [sample("phone", *pair) for pair in pairs])
    (phone,) = read_arrivals(tmp_path, ("phone",))
    assert phone.latency_ms is not None
    assert phone.latency_ms.median == pytest.approx(50)
    assert phone.latency_ms.most == pytest.approx(100)
    assert phone.interval_ms.most == pytest.approx(70)


def test_streams_come_in_the_order_that_is_wanted(tmp_path: Path) -> None:
    logged(tmp_path, [sample("chest", 0.0), sample("phone", 0.1)])
    assert [a.stream for a in read_arrivals(tmp_path, ("phone", "chest"))] == ["phone", "chest"]


def test_without_a_log_there_is_nothing_to_say(tmp_path: Path) -> None:
    assert read_arrivals(tmp_path, ("phone",)) == ()


def test_a_log_that_is_none_is_told(tmp_path: Path) -> None:
    with gzip.open(tmp_path / RAW_NAME, "wb") as file:
        file.write(b'{"streams":{}}\n{"nothing":0}\n')
    with pytest.raises(DataError, match=r"raw\.jsonl\.gz: cannot be read"):
        read_arrivals(tmp_path, ("phone",))
