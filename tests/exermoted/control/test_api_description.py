"""The API is what its description and its document say."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from exermoted.config import Config
from exermoted.control.calls import CALLS
from exermoted.control.devices import Devices
from exermoted.control.openapi import description
from exermoted.control.pairing import Pairings
from exermoted.control.pairing_routes import PairingRoutes
from exermoted.control.past import Past
from exermoted.control.routes import Routes
from exermoted.service.controller import Controller
from exermoted.service.hub import Hub
from tests.conftest import ROOT
from tests.fakes.clock import Clock
from tests.fakes.daemon import RunningDaemon, running

DOCUMENT = (ROOT / "docs" / "api.md").read_text()
LINES = re.findall(r"^curl .*$", DOCUMENT, re.MULTILINE)
MAX_TIME = 28
"""curl's exit status after its --max-time."""


def test_every_call_is_described_and_every_described_one_is_there(tmp_path: Path) -> None:
    async def found() -> set[tuple[str, str]]:
        pairing = PairingRoutes(
            Devices(tmp_path / "devices.json"), Pairings(Clock()), lambda: None, lambda _: None
        )
        controller = Controller(Config(), Hub())
        own = [*Routes(controller).routes(), *Past(controller).routes()]
        routes = [*own, *pairing.routes()]
        return {(route.method.lower(), route.path) for route in routes}

    there = {call for call in asyncio.run(found()) if call[1].startswith("/api/")}
    assert {(call.method, call.path) for call in CALLS} == there


def test_each_value_is_explained_in_words() -> None:
    schemas = description()["components"]["schemas"]
    silent = [
        f"{name}.{key}"
        for name, schema in schemas.items()
        for key, value in schema.get("properties", {}).items()
        if not value.get("description") and schema.get("description")
    ]
    assert "RecordOrder.subject" not in silent
    assert "Attributes" not in json.dumps(schemas)
    assert schemas["Status"]["properties"]["mode"]["description"] == "as it stands."


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[RunningDaemon]:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    network = f"  network: true\nphone:\n  folder: {tmp_path / 'phone'}\n"
    with running(tmp_path / "daemon", network) as ready:
        yield ready


Learned = Callable[[Any], dict[str, str]]
LEARNED: dict[str, Learned] = {
    "/api/sessions": lambda said: {"NAME": said[0]["name"]},
    "/api/pairings": lambda said: {"SECRET": said["secret"]},
    "/api/pair": lambda said: {"ID": said["device"]["id"], "TOKEN": said["token"]},
}
"""What a later line needs of an earlier answer."""


def test_every_line_of_the_document_works(daemon: RunningDaemon, tmp_path: Path) -> None:
    known = {"SOCKET": str(daemon.socket), "ADDRESS": f"127.0.0.1:{daemon.port}"}
    shutil.copy(tmp_path / "phone" / "authority.pem", tmp_path)
    lines = sorted(LINES, key=lambda line: "--request DELETE" in line)  # its token is used first
    asked = set()
    for line in lines:
        path = re.sub(r"^(https?://[^/]*)", "", line.split()[-1])
        said = curl(line, known, tmp_path)
        asked.add(path.replace("$NAME", "{name}").replace("$ID", "{id}"))
        if path in LEARNED:
            known |= LEARNED[path](json.loads(said))
        elif path == "/api/events":
            assert b'{"type":"status"' in said
            assert b'{"type":"sensors"' in said
    assert asked == {call.path for call in CALLS}
    with zipfile.ZipFile(tmp_path / "session.zip") as archive:
        assert f"{known['NAME']}/frames.csv" in archive.namelist()


def curl(line: str, known: dict[str, str], folder: Path) -> bytes:
    """Runs a line and returns the answer; fails where the service does."""
    strict = line.replace("curl ", "curl --silent --show-error --fail-with-body ", 1)
    ran = subprocess.run(
        ["bash", "-c", strict], capture_output=True, env=os.environ | known, cwd=folder, check=False
    )
    expected = MAX_TIME if "--max-time" in line else 0
    assert ran.returncode == expected, f"{line}: {ran.stdout!r} {ran.stderr!r}"
    return ran.stdout
