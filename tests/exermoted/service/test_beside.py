import asyncio
from pathlib import Path

import pytest

from exermoted.config import Config, MqttConfig, UploadConfig
from exermoted.service.beside import beside
from sessions.errors import UsageError
from tests.fakes.verbs import FakeVerbs


def test_nothing_runs_beside_a_daemon_that_is_not_told_to() -> None:
    verbs = FakeVerbs()
    assert beside(Config(), verbs.hub, verbs) == []


def test_what_is_configured_runs(tmp_path: Path) -> None:
    pytest.importorskip("aiomqtt", reason="needs the mqtt extra")
    verbs = FakeVerbs()
    upload = UploadConfig(remote="cloud:exermoted", queue=tmp_path)
    config = Config(mqtt=MqttConfig(host="localhost"), upload=upload)

    async def test() -> int:
        return len(beside(config, verbs.hub, verbs))

    assert asyncio.run(test()) == 2


def test_a_password_that_is_not_there_ends_the_daemon_at_its_start(tmp_path: Path) -> None:
    pytest.importorskip("aiomqtt", reason="needs the mqtt extra")
    verbs = FakeVerbs()
    config = Config(mqtt=MqttConfig(host="localhost", password_file=tmp_path / "none"))
    with pytest.raises(UsageError, match="cannot be read"):
        beside(config, verbs.hub, verbs)
