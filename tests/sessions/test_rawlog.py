import gzip
import math
from pathlib import Path

from sessions.channels import nearable
from sessions.frames import Sample
from sessions.rawlog import RawLog, mend, read_lines


def written(path: Path, count: int) -> bytes:
    log = RawLog(path, (nearable("chest"),), start_s=10.0)
    for number in range(count):
        log.append(Sample("chest", 10 + number / 7, (0.1, -0.2, math.nan, -70.0)))
    log.close()
    return path.read_bytes()


def test_it_is_plain_gzip_with_missing_values_null(tmp_path: Path) -> None:
    written(tmp_path / "raw", 2)
    lines = gzip.decompress((tmp_path / "raw").read_bytes()).splitlines()
    assert lines[1] == b'{"stream":"chest","time_s":0.0,"values":[0.1,-0.2,null,-70.0]}'


def test_a_sample_s_three_times_are_kept(tmp_path: Path) -> None:
    log = RawLog(tmp_path / "raw", (nearable("chest"),), start_s=10.0)
    log.append(Sample("chest", 11.0, (0.1,), device_time_s=500.25, arrival_s=11.125))
    log.close()
    line = gzip.decompress((tmp_path / "raw").read_bytes()).splitlines()[1]
    assert b'"time_s":1.0,' in line
    assert b'"device_time_s":500.25,"arrival_s":1.125' in line


def test_a_log_that_breaks_off_is_mended(tmp_path: Path) -> None:
    path = tmp_path / "raw"
    path.write_bytes(written(tmp_path / "whole", 500)[:-40])
    kept = len(list(read_lines(path)))
    mend(path)
    assert 100 < kept < 501
    assert len(gzip.decompress(path.read_bytes()).splitlines()) == kept


def test_of_a_log_that_is_garbage_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "raw").write_bytes(b"garbage")
    assert list(read_lines(tmp_path / "raw")) == []
