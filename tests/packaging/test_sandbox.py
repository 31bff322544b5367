"""What the unit's sandbox lets through, on a machine of its own that a real systemd runs."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.fakes.machine import Machine, booted, cannot_boot

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(cannot_boot()), reason=cannot_boot()),
]

SOCKET = "/run/exermoted/control.sock"
HAND = "15b97f918a0f190e"
CONFIG = f"source: sim\nsessions: /var/lib/exermoted/sessions\nsensors: {{right_hand: {HAND}}}\n"
# What is played goes to a file.
SOUND_CARD = """\
pcm.!default { type plug slave.pcm "fd" }
pcm.fd { type file slave.pcm "nul" file "/var/lib/exermoted/played.wav" format "wav" }
pcm.nul { type null }
"""
# BlueZ's own policy, without the part that lets everybody in.
BLUEZ_POLICY = """\
<busconfig>
  <policy user="root">
    <allow own="org.bluez"/>
    <allow send_destination="org.bluez"/>
    <allow send_interface="org.bluez.AdvertisementMonitor1"/>
    <allow send_interface="org.freedesktop.DBus.ObjectManager"/>
    <allow send_interface="org.freedesktop.DBus.Properties"/>
  </policy>
  <policy context="default">
    <deny send_destination="org.bluez"/>
  </policy>
</busconfig>
"""
BLUEZ = """
import asyncio
from tests.fakes.bluez import FakeBluez
from tests.fakes.sensors import SendingNearable, sending

async def main():
    bluez = FakeBluez("unix:path=/run/dbus/system_bus_socket")
    await bluez.start()
    async with sending(bluez, SendingNearable(), rate_hz=10.0):
        await asyncio.sleep(3600)

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine with the service installed and started."""
    layer = tmp_path_factory.mktemp("layer")
    put(layer / "etc/exermoted/config.yaml", CONFIG)
    put(layer / "etc/asound.conf", SOUND_CARD)
    put(layer / "etc/dbus-1/system.d/bluetooth.conf", BLUEZ_POLICY)
    put(layer / "etc/systemd/system/exermoted.service.d/test.conf", "[Service]\nWatchdogSec=3\n")
    install = ["make", "--directory", str(ROOT), "install", f"DESTDIR={layer}"]
    subprocess.run(install, check=True, capture_output=True)
    with booted(tmp_path_factory.mktemp("machine"), layer) as machine:
        machine.run("systemd-sysusers")
        machine.run("chgrp", "exermoted", "/etc/exermoted/config.yaml")
        machine.run("systemctl", "start", "exermoted")
        yield machine


def put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def exermoted(machine: Machine, *arguments: str) -> str:
    """Runs the command line as a person in the service's group."""
    person = ("setpriv", "--reuid=nobody", "--regid=exermoted", "--clear-groups", "--reset-env")
    return machine.run(*person, "exermoted", *arguments)


def status(machine: Machine) -> Any:
    return json.loads(exermoted(machine, "status", "--json"))


def start(machine: Machine, kind: str, **order: object) -> None:
    asked = ("--json", json.dumps(order), f"http://localhost/api/{kind}")
    machine.run("curl", "--fail-with-body", "--silent", "--unix-socket", SOCKET, *asked)


def main_pid(machine: Machine) -> str:
    return machine.run("systemctl", "show", "--value", "--property=MainPID", "exermoted").strip()


def restarts(machine: Machine) -> int:
    return int(machine.run("systemctl", "show", "--value", "--property=NRestarts", "exermoted"))


def test_it_starts_and_tells_its_state(machine: Machine) -> None:
    said = machine.run("systemctl", "show", "--property=ActiveState,StatusText", "exermoted")
    assert set(said.split()) == {"ActiveState=active", "StatusText=idle"}


def test_it_records_into_its_own_folder_for_its_own_group(machine: Machine) -> None:
    exermoted(machine, "record", "--subject", "Ada", "--duration", "20s", "--speed", "20")
    listed = machine.run("find", "/var/lib/exermoted/sessions", "-printf", "%M %u %g %f\n")
    assert "-rw-r----- exermoted exermoted frames.csv" in listed


def test_it_counts_and_speaks(machine: Machine) -> None:
    start(machine, "live", duration_s=60, speed=10, speak=True)
    machine.wait_for("live ended: complete", "journalctl", "--unit=exermoted", "--no-pager")
    assert "no sound" not in machine.run("journalctl", "--unit=exermoted", "--no-pager")
    assert int(machine.run("stat", "--format=%s", "/var/lib/exermoted/played.wav")) > 100_000
    assert ".wav" in machine.run("find", "/var/cache/exermoted/speech")


def test_it_hears_sensors_though_bluez_is_closed_to_others(machine: Machine) -> None:
    bluez = ("--unit=bluez", f"--setenv=PYTHONPATH={ROOT}", sys.executable, "-c", BLUEZ)
    machine.run("systemd-run", "--property=Type=exec", *bluez)
    machine.wait_for("org.bluez", "busctl", "--no-pager", "list")
    start(machine, "record", subject="Bob", source="ble", duration_s=60, quiet=True)
    machine.wait_for("Bluetooth: scanning", "journalctl", "--unit=exermoted", "--no-pager")
    assert "right_hand" in status(machine)["rates_hz"]
    exermoted(machine, "stop")
    assert status(machine)["mode"] == "idle"


def test_the_configuration_is_read_again(machine: Machine) -> None:
    machine.run("systemctl", "reload", "exermoted")
    said = ("journalctl", "--unit=exermoted", "--no-pager")
    machine.wait_for("the configuration is read again", *said)


def test_a_crash_costs_a_moment_of_the_recording(machine: Machine) -> None:
    start(machine, "record", subject="Cy", duration_s=600, quiet=True)
    machine.wait_for("frames.csv.partial", "find", "/var/lib/exermoted/sessions")
    machine.run("kill", "-KILL", main_pid(machine))
    machine.wait_for("which had no end", "journalctl", "--unit=exermoted", "--no-pager")


def test_a_program_that_hangs_is_started_anew(machine: Machine) -> None:
    machine.wait_for("active", "systemctl", "is-active", "exermoted")
    before = restarts(machine)
    machine.run("kill", "-STOP", main_pid(machine))
    shown = ("systemctl", "show", "--property=NRestarts,ActiveState", "exermoted")
    machine.wait_for(f"NRestarts={before + 1}\nActiveState=active", *shown)


def test_it_ends_when_it_is_asked_to(machine: Machine) -> None:
    machine.run("systemctl", "stop", "exermoted")
    shown = ("systemctl", "show", "--property=Result,ActiveState", "exermoted")
    assert set(machine.run(*shown).split()) == {"Result=success", "ActiveState=inactive"}
