"""The commented configuration says what the program takes, no more and no less."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import msgspec
import yaml

from exermoted.config import Config, load_config
from exermoted.config_edit import edited
from sessions.channels import PLACES
from tests.conftest import ROOT

SHIPPED = (ROOT / "packaging" / "config.yaml").read_text()
VALUE = re.compile(r"#(?=\w|  )")
"""How a line that shows a value begins; a remark has one space behind its #."""


def uncommented() -> str:
    return "\n".join(VALUE.sub("", line, count=1) for line in SHIPPED.splitlines())


def fields(kind: type[msgspec.Struct], above: str = "") -> Iterator[str]:
    for field in msgspec.structs.fields(kind):
        inner = next((t for t in (field.type, *get_args(field.type)) if is_struct(t)), None)
        if inner:
            yield from fields(inner, f"{above}{field.name}.")
        else:
            yield above + field.name


def is_struct(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def values(said: Mapping[str, Any], above: str = "") -> Iterator[str]:
    for name, value in said.items():
        if isinstance(value, dict) and name != "sensors":
            yield from values(value, f"{above}{name}.")
        else:
            yield above + name


def loaded(text: str, folder: Path) -> Config:
    (folder / "config.yaml").write_text(text)
    return load_config(folder / "config.yaml")


def test_every_value_is_shown() -> None:
    assert set(values(yaml.safe_load(uncommented()))) == set(fields(Config))


def test_every_place_is_shown() -> None:
    assert tuple(yaml.safe_load(uncommented())["sensors"]) == PLACES


def test_it_can_be_followed_as_it_is_and_with_all_that_it_shows(tmp_path: Path) -> None:
    assert loaded(SHIPPED, tmp_path).source == "ble"
    assert loaded(uncommented(), tmp_path).model == "packaged"


def test_what_the_service_writes_lies_in_its_own_folder(tmp_path: Path) -> None:
    config = loaded(SHIPPED, tmp_path)
    for path in (config.sessions, config.history, config.phone.folder, config.service.folder):
        assert path.parent == Path("/var/lib/exermoted")


def test_sensors_can_be_assigned_in_it(tmp_path: Path) -> None:
    after = edited(SHIPPED, "sensors", {"chest": "15b97f918a0f190e"})
    assert loaded(after, tmp_path).sensors == {"chest": "15b97f918a0f190e"}
