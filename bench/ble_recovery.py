"""Claim: with a session's own setting, Bluetooth is heard again within 5 s of a part's return.

bleak itself against a BlueZ of our own on a bus of our own; each part is away for some seconds.
Needs dbus-daemon. Run: ``python -m bench.ble_recovery``
"""

import asyncio
import time

import pytest

from recorder.ble.scanner import Mode
from recorder.ble.source import Ble
from recorder.worn import parse_worn
from tests.fakes.faults import FAULTS, Fault
from tests.fakes.sensors import SIX, listen, nearables, private_bluez, sending, until_heard

LIMIT_S = 60.0
AWAY_S = (0.5, 4.0, 9.0)


async def recover(fault: Fault, mode: Mode, away_s: float) -> float:
    """Returns how long after a part's return the first packet comes."""
    with pytest.MonkeyPatch.context() as environment:
        async with private_bluez(environment) as (bus, bluez):
            ble = Ble(parse_worn(SIX), mode)
            await ble.open(time.monotonic)
            async with sending(bluez, nearables()["right_hand"], rate_hz=10.0):
                await until_heard(ble, LIMIT_S)
                await fault.breaks(bus, bluez)
                await listen(ble, away_s)
                await fault.returns(bus, bluez)
                recovered_s = await until_heard(ble, LIMIT_S)
            await ble.close()
            return recovered_s


def main() -> None:
    for fault in FAULTS:
        for mode in (Mode.DUPLICATES, Mode.PASSIVE):
            found = [asyncio.run(recover(fault, mode, away_s)) for away_s in AWAY_S]
            said = ", ".join(
                f"{found_s:.1f} s (away {away_s:g} s)"
                for found_s, away_s in zip(found, AWAY_S, strict=True)
            )
            print(f"{fault.name}, {mode}: {said}", flush=True)


if __name__ == "__main__":
    main()
