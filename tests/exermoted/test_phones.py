import stat
from pathlib import Path
from typing import Any, get_args

import pytest

from exermoted.config import PhoneApp, PhoneConfig, load_config
from exermoted.phones import phone_of
from recorder.phone.addresses import network_addresses
from sessions.errors import DataError, UsageError

IN_A_NETWORK = pytest.mark.skipif(not network_addresses(), reason="this machine is in no network")
CALLED = ("phyphox", "sensorserver")


def configured(folder: Path, **values: Any) -> PhoneConfig:
    return PhoneConfig(folder=folder, **values)


@pytest.mark.parametrize("app", get_args(PhoneApp))
def test_every_app_has_its_steps(tmp_path: Path, app: PhoneApp) -> None:
    folder = tmp_path / "phone"
    phone = phone_of(configured(folder, app=app, address="192.168.1.7"))
    assert phone.steps
    assert not folder.exists()


@pytest.mark.parametrize("app", CALLED)
def test_an_app_that_is_a_server_is_called_at_its_address(tmp_path: Path, app: PhoneApp) -> None:
    with pytest.raises(UsageError, match="--address"):
        phone_of(configured(tmp_path, app=app))


def test_without_network_only_this_machine_is_listened_to(tmp_path: Path) -> None:
    phone = phone_of(configured(tmp_path, port=9000))
    assert phone.address == "http://127.0.0.1:9000/"
    assert "--network" in phone.steps[0]
    assert phone.fingerprint is None


@IN_A_NETWORK
@pytest.mark.parametrize(
    ("app", "path"),
    [("page", "/"), ("sensor-logger", "/sensor-logger"), ("sensorlog-http", "/sensorlog")],
)
def test_on_the_network_the_address_is_encrypted_and_carries_a_token(
    tmp_path: Path, app: PhoneApp, path: str
) -> None:
    phone = phone_of(configured(tmp_path, app=app, network=True))
    token = (tmp_path / "token").read_text()
    assert phone.address == f"https://{network_addresses()[0]}:8443{path}?token={token}"
    assert phone.fingerprint
    assert stat.S_IMODE((tmp_path / "token").stat().st_mode) == 0o600
    again = phone_of(configured(tmp_path, app=app, network=True))
    assert (again.address, again.fingerprint) == (phone.address, phone.fingerprint)


@IN_A_NETWORK
@pytest.mark.parametrize("app", ["sensorlog", "hyperimu"])
def test_an_app_without_tokens_needs_its_address_on_the_network(
    tmp_path: Path, app: PhoneApp
) -> None:
    with pytest.raises(UsageError, match="address"):
        phone_of(configured(tmp_path, app=app, network=True))
    phone = phone_of(configured(tmp_path, app=app, network=True, address="192.168.1.7"))
    assert phone.address
    assert phone.address.startswith(network_addresses()[0])


def test_a_declared_sign_needs_no_laying(tmp_path: Path) -> None:
    asked = phone_of(configured(tmp_path)).steps
    declared = phone_of(configured(tmp_path, convention="ios")).steps
    assert any("face up" in step for step in asked)
    assert not any("face up" in step for step in declared)


@IN_A_NETWORK
def test_a_token_file_that_holds_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("short")
    with pytest.raises(DataError, match="holds no token"):
        phone_of(configured(tmp_path, network=True))


def test_a_sensor_that_hyperimu_does_not_know_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="compass"):
        phone_of(configured(tmp_path, app="hyperimu", sensors=("compass",)))


def test_the_configuration_names_the_app_and_the_folder(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(
        "phone: {app: sensor-logger-mqtt, folder: keys, broker: {host: broker.local, tls: true}}"
    )
    phone = load_config(path).phone
    assert (phone.app, phone.broker.host, phone.broker.port) == (
        "sensor-logger-mqtt",
        "broker.local",
        1883,
    )
    assert phone.folder == tmp_path / "keys"


@pytest.mark.parametrize("said", ["{app: telegraph}", "{convention: windows}", "{hold_s: long}"])
def test_what_cannot_be_configured_is_told(tmp_path: Path, said: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(f"phone: {said}")
    with pytest.raises(UsageError, match=r"\$\.phone"):
        load_config(path)
