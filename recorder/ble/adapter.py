"""The adapter's power, over D-Bus: the one thing about it that bleak does not do."""

import asyncio
from typing import Any

from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
)
from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus

BLUEZ = "org.bluez"
ADAPTER = "org.bluez.Adapter1"
LIMIT_S = 5.0


async def power_up(name: str | None, *, cycle: bool) -> bool:
    """Switches an adapter on where it is off, or off and on again.

    Args:
        name: of the adapter, as ``hci0``; None is the first one.
        cycle: whether one that is on is switched off first.

    Returns:
        Whether there was anything to do.

    Raises:
        BleakError: there is no such adapter, or BlueZ refuses.
        OSError: the bus is gone, or nothing answers in time.
        EOFError: the bus went meanwhile.
    """
    async with asyncio.timeout(LIMIT_S):
        bus = MessageBus(bus_type=BusType.SYSTEM)
        try:
            await bus.connect()
            path, is_on = await _find(bus, name)
            if is_on and not cycle:
                return False
            if is_on:
                await _set_powered(bus, path, powered=False)
            await _set_powered(bus, path, powered=True)
        finally:
            if bus.connected:
                bus.disconnect()
                await bus.wait_for_disconnect()  # type: ignore[no-untyped-call] # its omission
    return True


async def _find(bus: MessageBus, name: str | None) -> tuple[str, bool]:
    """Returns the adapter's path and whether it is on."""
    objects = await _call(
        bus, Message(BLUEZ, "/", "org.freedesktop.DBus.ObjectManager", "GetManagedObjects")
    )
    adapters = {
        path.rsplit("/")[-1]: (path, bool(interfaces[ADAPTER]["Powered"].value))
        for path, interfaces in sorted(objects[0].items())
        if ADAPTER in interfaces
    }
    found = adapters.get(name) if name else next(iter(adapters.values()), None)
    if found is None:
        raise BleakBluetoothNotAvailableError(
            f"adapter '{name}' is not there", BleakBluetoothNotAvailableReason.NO_BLUETOOTH
        )
    return found


async def _set_powered(bus: MessageBus, path: str, *, powered: bool) -> None:
    body = [ADAPTER, "Powered", Variant("b", powered)]
    properties = "org.freedesktop.DBus.Properties"
    await _call(bus, Message(BLUEZ, path, properties, "Set", signature="ssv", body=body))


async def _call(bus: MessageBus, message: Message) -> list[Any]:
    reply = await bus.call(message)
    if reply.message_type is MessageType.ERROR:
        raise BleakDBusError(reply.error_name or "", reply.body)
    return list(reply.body)
