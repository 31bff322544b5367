"""A BlueZ of our own: the service ``org.bluez`` on any bus, as far as bleak looks at it.

It forwards advertisements only while somebody scans, as bluetoothd does, and may be told to
filter duplicates, to lack monitors, to be killed, and to lose its adapter or its power.
"""

import asyncio
import contextlib
import select
from collections.abc import Callable, Mapping
from typing import Any

from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from tests.fakes.peripheral import CHARACTERISTIC, FakePeripheral

ADAPTER = "org.bluez.Adapter1"
DEVICE = "org.bluez.Device1"
MONITOR = "org.bluez.AdvertisementMonitor1"
MONITORS = "org.bluez.AdvertisementMonitorManager1"
OBJECTS = "org.freedesktop.DBus.ObjectManager"
PROPERTIES = "org.freedesktop.DBus.Properties"
UNKNOWN_METHOD = "org.freedesktop.DBus.Error.UnknownMethod"
UNKNOWN_OBJECT = "org.freedesktop.DBus.Error.UnknownObject"
MANUFACTURER_DATA_TYPE = 0xFF

Properties = dict[str, Variant]
Pattern = tuple[int, int, bytes]


class FakeBluez:
    """bluetoothd with one adapter, hci0.

    Args:
        address: of the bus.
        experimental: whether it offers advertisement monitors, hence passive scanning.
        filters_duplicates: whether its controller, scanning actively, repeats nothing that it
            has heard from an address before; what many controllers do.

    Attributes:
        calls: methods called, in order, as ``Member``.
        blocked: whether rfkill keeps the adapter off.
        deaf: whether nothing is heard though everything else works, until a power cycle.
    """

    def __init__(
        self, address: str, *, experimental: bool = True, filters_duplicates: bool = False
    ) -> None:
        self._address = address
        self._experimental = experimental
        self._filters_duplicates = filters_duplicates
        self._bus: MessageBus | None = None
        self._objects: dict[str, dict[str, Properties]] = {}
        self._filter: dict[str, dict[str, Variant]] = {}
        self._scanning: set[str] = set()
        self._monitors: dict[tuple[str, str], list[Pattern]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._peripherals: dict[str, FakePeripheral] = {}
        self.calls: list[str] = []
        self.blocked = False
        self.deaf = False
        self._unanswered: list[Message] | None = None
        self._freezes_at: str | None = None

    # What happens to it

    async def start(self) -> None:
        self._objects = {"/org/bluez/hci0": {ADAPTER: _adapter()}}
        self._bus = await MessageBus(bus_address=self._address, bus_type=BusType.SYSTEM).connect()
        self._bus.add_message_handler(self._handle)
        await self._bus.request_name("org.bluez")

    async def kill(self) -> None:
        """Ends it as SIGKILL does: no goodbye, and the next one knows nothing of this one."""
        bus, self._bus = self._bus, None
        if bus is not None:
            bus.disconnect()
            await asyncio.sleep(0)
        self._scanning.clear()
        self._monitors.clear()
        self._filter.clear()
        for peripheral in self._peripherals.values():
            peripheral.connected = peripheral.notifying = False

    def freeze(self, at: str | None = None) -> None:
        """Stops answering, as SIGSTOP does: now, or from the next call of the member ``at`` on."""
        self._freezes_at = at
        if at is None:
            self._unanswered = []

    def thaw(self) -> None:
        """Answers what has been asked meanwhile, and goes on."""
        unanswered, self._unanswered = self._unanswered or [], None
        for message in unanswered:
            reply = self._handle(message)
            if isinstance(reply, Message) and self._bus is not None:
                self._bus.send(reply)

    def set_powered(self, powered: bool) -> None:
        self._adapter_properties["Powered"] = Variant("b", powered)
        if not powered:
            self.deaf = False
            self._scanning.clear()
        self._changed("/org/bluez/hci0", ADAPTER, {"Powered": Variant("b", powered)})

    def remove_adapter(self) -> None:
        """Pulls the dongle out."""
        self._scanning.clear()
        self._monitors.clear()
        for path in reversed(list(self._objects)):
            interfaces = list(self._objects.pop(path))
            self._signal("/", OBJECTS, "InterfacesRemoved", "oas", [path, interfaces])

    def add_adapter(self) -> None:
        self._add("/org/bluez/hci0", {ADAPTER: _adapter()})

    def advertise(
        self, address: str, manufacturer: Mapping[int, bytes], rssi_dbm: int = -60, name: str = ""
    ) -> bool:
        """One advertisement in the air; whether it is told depends on who scans and how."""
        if self._bus is None or not self._hears(address, manufacturer):
            return False
        path = f"/org/bluez/hci0/dev_{address.replace(':', '_')}"
        said = {
            "RSSI": Variant("n", rssi_dbm),
            "ManufacturerData": Variant(
                "a{qv}", {c: Variant("ay", bytes(p)) for c, p in manufacturer.items()}
            ),
        }
        if path in self._objects:
            self._objects[path][DEVICE].update(said)
            self._changed(path, DEVICE, said)
        else:
            self._add(path, {DEVICE: _device(address, name) | said})
        return True

    @property
    def is_frozen(self) -> bool:
        return self._unanswered is not None

    @property
    def is_congested(self) -> bool:
        """Whether the bus takes no more for now: dbus-fast gives up on a socket that is full."""
        if self._bus is None or self._bus._sock is None:
            return False
        _, writable, _ = select.select([], [self._bus._sock], [], 0)
        return not writable

    def repeat_stale(self, address: str) -> None:
        """What another client's end of scan does: the signal is gone, the old data is told."""
        path = f"/org/bluez/hci0/dev_{address.replace(':', '_')}"
        self._objects[path][DEVICE].pop("RSSI", None)
        self._signal(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", [DEVICE, {}, ["RSSI"]])

    def add_peripheral(self, peripheral: FakePeripheral) -> None:
        """Brings a sensor into the air that one connects to."""
        self._peripherals[peripheral.path] = peripheral

    def advertise_peripherals(self) -> None:
        """One advertisement of each that nobody is connected to."""
        for peripheral in self._peripherals.values():
            if not peripheral.connected:
                self.advertise(peripheral.address, {}, name=peripheral.name)

    def notify(self, peripheral: FakePeripheral, value: bytes) -> None:
        """One notification; it is told if somebody asked for them."""
        if peripheral.notifying:
            told = {"Value": Variant("ay", value)}
            self._changed(peripheral.characteristic_path, CHARACTERISTIC, told)

    def drop(self, peripheral: FakePeripheral) -> None:
        """Breaks the connection to a sensor, as its walking away does."""
        peripheral.connected = peripheral.notifying = False
        for path in peripheral.objects():
            self._objects.pop(path, None)
        gone = {"Connected": Variant("b", False), "ServicesResolved": Variant("b", False)}
        self._objects[peripheral.path][DEVICE].update(gone)
        self._changed(peripheral.path, DEVICE, gone)

    # What it is asked

    def _handle(self, message: Message) -> Message | bool | None:
        if message.message_type is not MessageType.METHOD_CALL:
            return None
        if message.member == self._freezes_at:
            self.freeze()
        if self._unanswered is not None:
            self._unanswered.append(message)
            return True
        handlers: dict[str, Callable[[Message], Message]] = {
            "GetManagedObjects": self._get_managed_objects,
            "Set": self._set,
            "SetDiscoveryFilter": self._set_discovery_filter,
            "StartDiscovery": self._start_discovery,
            "StopDiscovery": self._stop_discovery,
            "RegisterMonitor": self._register_monitor,
            "UnregisterMonitor": self._unregister_monitor,
            "Connect": self._connect,
            "Disconnect": self._disconnect,
            "StartNotify": self._start_notify,
        }
        handler = handlers.get(message.member or "")
        if handler is None:
            return None
        self.calls.append(message.member or "")
        if message.path != "/" and message.path not in self._objects:
            return Message.new_error(message, UNKNOWN_OBJECT, f"no object at {message.path}")
        return handler(message)

    def _get_managed_objects(self, message: Message) -> Message:
        return Message.new_method_return(message, "a{oa{sa{sv}}}", [self._objects])

    def _set(self, message: Message) -> Message:
        _, name, value = message.body
        if name == "Powered" and value.value and self.blocked:
            return Message.new_error(message, "org.bluez.Error.Blocked", "Blocked through rfkill")
        if name == "Powered":
            self.set_powered(value.value)
        return Message.new_method_return(message)

    def _set_discovery_filter(self, message: Message) -> Message:
        self._filter[message.sender or ""] = message.body[0]
        return Message.new_method_return(message)

    def _start_discovery(self, message: Message) -> Message:
        if not self._is_powered:
            return Message.new_error(message, "org.bluez.Error.NotReady", "Resource Not Ready")
        self._scanning.add(message.sender or "")
        return Message.new_method_return(message)

    def _stop_discovery(self, message: Message) -> Message:
        if message.sender not in self._scanning:
            return Message.new_error(message, "org.bluez.Error.Failed", "No discovery started")
        self._scanning.discard(message.sender or "")
        return Message.new_method_return(message)

    def _register_monitor(self, message: Message) -> Message:
        if not self._experimental:
            return Message.new_error(
                message, UNKNOWN_METHOD, f'Method "RegisterMonitor" with {MONITORS} does not exist'
            )
        task = asyncio.create_task(self._activate(message.sender or "", message.body[0]))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return Message.new_method_return(message)

    async def _activate(self, sender: str, path: str) -> None:
        """Asks the client which patterns its monitor matches; it exports it a moment later."""
        for _ in range(20):
            await asyncio.sleep(0.01)
            if self._bus is None:
                return
            reply = await self._bus.call(
                Message(sender, path, PROPERTIES, "Get", signature="ss", body=[MONITOR, "Patterns"])
            )
            if reply.message_type is MessageType.METHOD_RETURN:
                patterns = [(p[0], p[1], bytes(p[2])) for p in reply.body[0].value]
                self._monitors[sender, path] = patterns
                return

    def _unregister_monitor(self, message: Message) -> Message:
        if self._monitors.pop((message.sender or "", message.body[0]), None) is None:
            return Message.new_error(message, "org.bluez.Error.DoesNotExist", "Does Not Exist")
        return Message.new_method_return(message)

    def _connect(self, message: Message) -> Message:
        peripheral = self._peripherals[message.path or ""]
        if peripheral.refuses:
            return Message.new_error(message, "org.bluez.Error.Failed", "br-connection-canceled")
        peripheral.connected = True
        peripheral.connections += 1
        for path, interfaces in peripheral.objects().items():
            self._add(path, interfaces)
        reached = {"Connected": Variant("b", True), "ServicesResolved": Variant("b", True)}
        self._objects[peripheral.path][DEVICE].update(reached)
        self._changed(peripheral.path, DEVICE, reached)
        return Message.new_method_return(message)

    def _disconnect(self, message: Message) -> Message:
        self.drop(self._peripherals[message.path or ""])
        return Message.new_method_return(message)

    def _start_notify(self, message: Message) -> Message:
        for peripheral in self._peripherals.values():
            if peripheral.characteristic_path == message.path:
                peripheral.notifying = True
        return Message.new_method_return(message)

    # How it works

    @property
    def _adapter_properties(self) -> Properties:
        return self._objects["/org/bluez/hci0"][ADAPTER]

    @property
    def _is_powered(self) -> bool:
        return bool(self._adapter_properties["Powered"].value)

    def _hears(self, address: str, manufacturer: Mapping[int, bytes]) -> bool:
        if "/org/bluez/hci0" not in self._objects or not self._is_powered or self.deaf:
            return False
        if self.is_frozen:
            return False
        return self._hears_passively(manufacturer) or self._hears_actively(address, manufacturer)

    def _hears_passively(self, manufacturer: Mapping[int, bytes]) -> bool:
        said = [company.to_bytes(2, "little") + data for company, data in manufacturer.items()]
        return any(
            kind == MANUFACTURER_DATA_TYPE and data[start : start + len(wanted)] == wanted
            for patterns in self._monitors.values()
            for start, kind, wanted in patterns
            for data in said
        )

    def _hears_actively(self, address: str, manufacturer: Mapping[int, bytes]) -> bool:
        if not self._scanning:
            return False
        known = self._objects.get(f"/org/bluez/hci0/dev_{address.replace(':', '_')}")
        if known is None:
            return True
        if self._filters_duplicates:
            return False
        asked = any(
            self._filter.get(client, {}).get("DuplicateData", Variant("b", False)).value
            for client in self._scanning
        )
        told = known[DEVICE]["ManufacturerData"].value
        return asked or {c: v.value for c, v in told.items()} != dict(manufacturer)

    def _add(self, path: str, interfaces: dict[str, Properties]) -> None:
        self._objects[path] = interfaces
        self._signal("/", OBJECTS, "InterfacesAdded", "oa{sa{sv}}", [path, interfaces])

    def _changed(self, path: str, interface: str, changed: Properties) -> None:
        self._signal(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", [interface, changed, []])

    def _signal(
        self, path: str, interface: str, member: str, signature: str, body: list[Any]
    ) -> None:
        if self._bus is not None:
            with contextlib.suppress(OSError):  # the bus may have gone a moment ago
                self._bus.send(Message.new_signal(path, interface, member, signature, body))


def _adapter() -> Properties:
    return {
        "Address": Variant("s", "00:00:00:00:00:01"),
        "Powered": Variant("b", True),
        "Roles": Variant("as", ["central"]),
    }


def _device(address: str, name: str) -> Properties:
    said = {
        "Address": Variant("s", address),
        "Alias": Variant("s", name or address.replace(":", "-")),
        "Connected": Variant("b", False),
        "ServicesResolved": Variant("b", False),
        "Adapter": Variant("o", "/org/bluez/hci0"),
    }
    return said | ({"Name": Variant("s", name)} if name else {})
