import asyncio
from pathlib import Path

import pytest

from exermoted.config import MqttConfig, UploadConfig
from exermoted.doctor.finding import Finding, Status
from exermoted.doctor.mqtt import check_mqtt
from exermoted.doctor.upload import check_upload
from tests.fakes.webdav import FakeCloud

pytest.importorskip("aiomqtt", reason="needs the mqtt extra")

from tests.fakes.broker import PASSWORD, USERNAME, FakeBroker


def of_broker(config: MqttConfig) -> Finding:
    (finding,) = asyncio.run(check_mqtt(config))
    return finding


def of_upload(config: UploadConfig) -> Finding:
    (finding,) = asyncio.run(check_upload(config))
    return finding


def test_what_is_not_configured_is_not_looked_at() -> None:
    assert asyncio.run(check_mqtt(MqttConfig())) == []
    assert asyncio.run(check_upload(UploadConfig())) == []


def test_a_broker_lets_in_whoever_has_the_password(tmp_path: Path) -> None:
    broker = FakeBroker(tmp_path)
    config = MqttConfig(
        host="localhost", port=broker.port, username=USERNAME, password_file=tmp_path / "password"
    )
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    assert "Connection refused" in of_broker(config).found
    broker.start()
    try:
        assert of_broker(config).status is Status.OK
        (tmp_path / "password").write_text("wrong\n")
        finding = of_broker(config)
        assert "Not authorized" in finding.found
        assert finding.status is Status.ERROR
    finally:
        broker.kill()


def test_a_password_file_that_is_missing_is_named(tmp_path: Path) -> None:
    finding = of_broker(MqttConfig(host="localhost", password_file=tmp_path / "none"))
    assert finding.status is Status.ERROR
    assert f"{tmp_path / 'none'} cannot be read" in finding.found


def test_a_remote_answers_whoever_has_the_password(cloud: FakeCloud) -> None:
    assert "connection refused" in of_upload(cloud.config()).found
    cloud.start()
    finding = of_upload(cloud.config())
    assert finding.status is Status.OK
    assert "rclone v" in finding.found
    assert "401" in of_upload(cloud.config(password="wrong")).found


def test_rclone_that_is_missing_is_to_be_installed(cloud: FakeCloud) -> None:
    assert "apt-get install rclone" in of_upload(cloud.config(rclone="none")).todo
