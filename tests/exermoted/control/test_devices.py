import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exermoted.control.devices import LONGEST_NAME, MOST_DEVICES, Devices, tidy
from sessions.errors import DataError, UsageError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "service" / "devices.json"


def test_a_device_is_known_by_its_token_alone(path: Path) -> None:
    devices = Devices(path)
    phone, token = devices.pair("phone")
    tablet, other = devices.pair("tablet")
    assert devices.device_of(token) == phone
    assert devices.device_of(other) == tablet
    for wrong in ("", token[:-1], token + "x", phone.id, "\udcff"):
        assert devices.device_of(wrong) is None


def test_the_file_is_the_owners_and_holds_no_token(path: Path) -> None:
    _, token = Devices(path).pair("phone")
    assert path.stat().st_mode & 0o777 == 0o600
    assert token not in path.read_text()
    assert [p.name for p in path.parent.iterdir()] == ["devices.json"]


def test_a_digest_is_no_token(path: Path) -> None:
    devices = Devices(path)
    devices.pair("phone")
    (digest,) = json.loads(path.read_text())["devices"]
    assert devices.device_of(digest) is None


def test_they_stay_paired_and_revoked_across_a_restart(path: Path) -> None:
    phone, token = Devices(path).pair("phone")
    assert Devices(path).device_of(token) == phone
    assert Devices(path).revoke(phone.id) == phone
    assert Devices(path).device_of(token) is None
    assert Devices(path).revoke(phone.id) is None


def test_what_another_process_revokes_is_noticed(path: Path) -> None:
    running = Devices(path)
    phone, token = running.pair("phone")
    Devices(path).revoke(phone.id)
    assert running.device_of(token) is None
    _, other = Devices(path).pair("tablet")
    assert running.device_of(other) is not None


def test_revoked_is_revoked_even_where_the_disk_takes_nothing(path: Path) -> None:
    devices = Devices(path)
    phone, token = devices.pair("phone")
    (path.parent / "devices.json.new").mkdir()
    with pytest.raises(DataError, match=r"devices\.json: cannot be written"):
        devices.revoke(phone.id)
    assert devices.device_of(token) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"devices": {"x": {}}}', b"\xff\x00"])
def test_a_damaged_file_lets_nobody_in_and_is_laid_aside(path: Path, content: bytes) -> None:
    _, token = Devices(path).pair("phone")
    path.write_bytes(content)
    devices = Devices(path)
    (line,) = (devices.trouble or "").splitlines()
    assert "holds no paired devices" in line
    assert devices.device_of(token) is None
    _, token = devices.pair("phone")
    assert devices.device_of(token) is not None
    assert Devices(path).trouble is None
    assert path.with_suffix(".damaged").read_bytes() == content


def test_a_visit_is_written_down_now_and_then(path: Path) -> None:
    now = datetime(2024, 5, 1, 10, 0, tzinfo=UTC)
    devices = Devices(path, lambda: now)
    phone, _ = devices.pair("phone")
    assert not devices.has_news()
    devices.saw(phone)
    assert devices.has_news()
    devices.write_visits()
    assert Devices(path).all()[0].seen == "2024-05-01T10:00:00+00:00"
    now += timedelta(minutes=59)
    devices.saw(phone)
    assert not devices.has_news()
    assert devices.all()[0].seen == "2024-05-01T10:59:00+00:00"
    now += timedelta(minutes=1)
    assert devices.has_news()


def test_there_are_not_too_many(path: Path) -> None:
    devices = Devices(path)
    for number in range(MOST_DEVICES):
        devices.pair(str(number))
    with pytest.raises(UsageError, match="revoke one"):
        devices.pair("one more")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_what_root_writes_belongs_to_the_folders_owner(path: Path) -> None:
    path.parent.mkdir()
    os.chown(path.parent, 12345, 12345)
    Devices(path).pair("phone")
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 12345)


@given(st.text())
def test_a_name_is_one_printable_line(name: str) -> None:
    tidied = tidy(name)
    assert tidied.isprintable()
    assert 0 < len(tidied) <= LONGEST_NAME
    assert tidy(tidied) == tidied
