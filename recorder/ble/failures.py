"""What goes wrong between bleak and BlueZ, and what a person can do about it."""

from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakError,
)
from dbus_fast import DBusFastError

FAILURES = (BleakError, DBusFastError, OSError, EOFError)
"""All that bleak raises where BlueZ or the bus does not do as it should; with the bus gone these
are OSError and EOFError, and a TimeoutError is an OSError."""

_NOT_AVAILABLE = {
    BleakBluetoothNotAvailableReason.NO_BLUETOOTH: "no Bluetooth adapter is there; plug one in",
    BleakBluetoothNotAvailableReason.NO_BLE_CENTRAL_ROLE: (
        "the Bluetooth adapter cannot do Low Energy; plug another one in"
    ),
    BleakBluetoothNotAvailableReason.POWERED_OFF: (
        "the Bluetooth adapter is switched off; 'bluetoothctl power on' switches it on"
    ),
}

_DBUS = {
    "org.freedesktop.DBus.Error.ServiceUnknown": (
        "bluetoothd does not run; 'sudo systemctl start bluetooth' starts it"
    ),
    "org.freedesktop.DBus.Error.NameHasNoOwner": (
        "bluetoothd does not run; 'sudo systemctl start bluetooth' starts it"
    ),
    "org.freedesktop.DBus.Error.AccessDenied": (
        "this user may not use Bluetooth; 'sudo usermod -aG bluetooth $USER' lets them, after "
        "logging in again"
    ),
    "org.bluez.Error.Blocked": (
        "the Bluetooth adapter is blocked; 'rfkill unblock bluetooth' frees it"
    ),
    "org.bluez.Error.NotReady": (
        "the Bluetooth adapter is switched off; 'bluetoothctl power on' switches it on"
    ),
}

_EXPERIMENTAL = (
    "; write 'Experimental = true' under [General] in /etc/bluetooth/main.conf, then "
    "'sudo systemctl restart bluetooth'"
)


def reason(error: BaseException) -> str:
    """Returns in one line why Bluetooth does not work and what to do."""
    match error:
        case BleakBluetoothNotAvailableError():
            return _NOT_AVAILABLE.get(error.reason, str(error.args[0]))
        case BleakDBusError():
            return _DBUS.get(error.dbus_error, f"BlueZ says: {error}")
        case TimeoutError():
            return "bluetoothd does not answer; 'sudo systemctl restart bluetooth' restarts it"
        case OSError() | EOFError():
            return f"the system's D-Bus cannot be reached: {error.__class__.__name__}"
        case BleakError() if "--experimental" in str(error):
            return f"{error}{_EXPERIMENTAL}"
        case _:
            return f"bleak says: {error}"
