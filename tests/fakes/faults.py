"""What goes wrong below a Bluetooth source, and how it comes right again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.fakes.bluez import FakeBluez
from tests.fakes.dbus import PrivateBus

Step = Callable[[PrivateBus, FakeBluez], Awaitable[None]]


@dataclass(frozen=True)
class Fault:
    """Something that breaks and returns.

    Attributes:
        name: of the fault.
        breaks: makes it happen.
        returns: ends it.
        told: part of what a person is told meanwhile.
    """

    name: str
    breaks: Step
    returns: Step
    told: str


async def _killed(_: PrivateBus, bluez: FakeBluez) -> None:
    await bluez.kill()


async def _started(_: PrivateBus, bluez: FakeBluez) -> None:
    await bluez.start()


async def _off(_: PrivateBus, bluez: FakeBluez) -> None:
    bluez.blocked = True  # as rfkill does; else the source would switch it on again at once
    bluez.set_powered(False)


async def _on(_: PrivateBus, bluez: FakeBluez) -> None:
    bluez.blocked = False
    bluez.set_powered(True)


async def _unplugged(_: PrivateBus, bluez: FakeBluez) -> None:
    bluez.remove_adapter()


async def _plugged_in(_: PrivateBus, bluez: FakeBluez) -> None:
    bluez.add_adapter()


async def _bus_gone(bus: PrivateBus, bluez: FakeBluez) -> None:
    await bus.kill()
    await bluez.kill()


async def _bus_back(bus: PrivateBus, bluez: FakeBluez) -> None:
    await bus.start()
    await bluez.start()


async def _frozen(_: PrivateBus, bluez: FakeBluez) -> None:
    bluez.freeze()


async def _thawed(_: PrivateBus, bluez: FakeBluez) -> None:
    bluez.thaw()


BLUETOOTHD_RESTARTED = Fault(
    "bluetoothd killed and restarted", _killed, _started, "bluetoothd does not run"
)
FAULTS = (
    BLUETOOTHD_RESTARTED,
    Fault("adapter blocked and freed", _off, _on, "rfkill unblock"),
    Fault("adapter gone and back", _unplugged, _plugged_in, "no Bluetooth adapter"),
    Fault("bus gone and back", _bus_gone, _bus_back, "D-Bus cannot be reached"),
    Fault("bluetoothd stopped and continued", _frozen, _thawed, "nothing is heard"),
)
