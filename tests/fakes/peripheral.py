"""A sensor that one connects to, as BlueZ shows it: a service with one notifying characteristic."""

from dataclasses import dataclass, field

from dbus_fast import Variant

DEVICE = "org.bluez.Device1"
SERVICE = "org.bluez.GattService1"
CHARACTERISTIC = "org.bluez.GattCharacteristic1"

Properties = dict[str, Variant]


@dataclass
class FakePeripheral:
    """One that advertises a name, takes a connection and notifies.

    Attributes:
        refuses: whether it takes no connection.
        connections: how many it has taken.
    """

    address: str
    name: str
    service: str
    characteristic: str
    refuses: bool = False
    connections: int = 0
    connected: bool = field(default=False, init=False)
    notifying: bool = field(default=False, init=False)

    @property
    def path(self) -> str:
        return f"/org/bluez/hci0/dev_{self.address.replace(':', '_')}"

    @property
    def characteristic_path(self) -> str:
        return f"{self.path}/service000c/char000d"

    def objects(self) -> dict[str, dict[str, Properties]]:
        """What appears when its services are resolved."""
        service = f"{self.path}/service000c"
        return {
            service: {
                SERVICE: {
                    "UUID": Variant("s", self.service),
                    "Primary": Variant("b", True),
                    "Device": Variant("o", self.path),
                }
            },
            self.characteristic_path: {
                CHARACTERISTIC: {
                    "UUID": Variant("s", self.characteristic),
                    "Service": Variant("o", service),
                    "Flags": Variant("as", ["notify"]),
                }
            },
        }
