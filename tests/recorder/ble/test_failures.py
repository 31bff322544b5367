import re

import pytest
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakError,
)

from recorder.ble.failures import FAILURES, reason

NO_ADAPTER = BleakBluetoothNotAvailableError(
    "No Bluetooth adapters found.", BleakBluetoothNotAvailableReason.NO_BLUETOOTH
)
OFF = BleakBluetoothNotAvailableError("…", BleakBluetoothNotAvailableReason.POWERED_OFF)
NO_BLUETOOTHD = BleakDBusError("org.freedesktop.DBus.Error.ServiceUnknown", ["…"])
BLOCKED = BleakDBusError("org.bluez.Error.Blocked", ["Blocked through rfkill"])
DENIED = BleakDBusError("org.freedesktop.DBus.Error.AccessDenied", ["…"])
BUSY = BleakDBusError("org.bluez.Error.InProgress", ["Operation already in progress"])
NOT_EXPERIMENTAL = BleakError(
    "passive scanning on Linux requires BlueZ >= 5.56 with --experimental enabled and Linux "
    "kernel >= 5.10"
)


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (NO_ADAPTER, "plug one in"),
        (OFF, "bluetoothctl power on"),
        (NO_BLUETOOTHD, "sudo systemctl start bluetooth"),
        (BLOCKED, "rfkill unblock bluetooth"),
        (DENIED, "usermod -aG bluetooth"),
        (BUSY, "BlueZ says: .*Operation already in progress"),
        (NOT_EXPERIMENTAL, "requires BlueZ.*Experimental = true.*main.conf"),
        (TimeoutError(), "does not answer"),
        (FileNotFoundError(2, "No such file or directory"), "D-Bus cannot be reached"),
        (EOFError(), "D-Bus cannot be reached"),
        (BleakError("adapter 'hci7' not found"), "bleak says: adapter 'hci7' not found"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_each_failure_is_told_in_one_line_with_what_to_do(error: Exception, advice: str) -> None:
    assert isinstance(error, FAILURES)
    told = reason(error)
    assert "\n" not in told
    assert re.search(advice, told)
