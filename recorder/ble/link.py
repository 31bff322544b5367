"""A connection to one sensor that speaks in notifications, made again whenever it breaks."""

import asyncio
import contextlib
from collections.abc import Callable

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.device import BLEDevice

from recorder.ble.failures import FAILURES, reason

CONNECT_LIMIT_S = 10.0
DISCONNECT_LIMIT_S = 2.0
SILENCE_S = 2.0
"""A connection that says nothing for so long is dead, whatever BlueZ believes."""
CHECK_S = 0.25

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 4.0


class Link:
    """Connects to a sensor each time its advertisement is seen, and listens.

    Args:
        place: where it is worn, for notes.
        characteristic: UUID of what notifies.
        receive: called with each notification.
        note: called with what a person should know.
    """

    def __init__(
        self,
        place: str,
        characteristic: str,
        receive: Callable[[bytes], None],
        note: Callable[[str], None],
    ) -> None:
        self._place = place
        self._characteristic = characteristic
        self._receive = receive
        self._note = note
        self._device: BLEDevice | None = None
        self._seen = asyncio.Event()
        self._received = 0
        self._wait_s = FIRST_WAIT_S

    def seen(self, device: BLEDevice) -> None:
        """Takes note that the sensor advertises, hence that one can connect to it."""
        self._device = device
        self._seen.set()

    async def run(self) -> None:
        """Keeps connecting for ever."""
        while True:
            self._seen.clear()
            await self._seen.wait()
            assert self._device
            try:
                await self._listen(self._device)
                self._note(f"{self._place}: the connection broke; connecting again")
            except FAILURES as error:
                self._note(f"{self._place}: no connection: {reason(error)}")
            await asyncio.sleep(self._wait_s)
            self._wait_s = min(self._wait_s * 2, LONGEST_WAIT_S)

    async def _listen(self, device: BLEDevice) -> None:
        """Listens until the connection breaks or nothing comes through it."""
        broken = asyncio.Event()
        client = BleakClient(device, lambda _client: broken.set(), timeout=CONNECT_LIMIT_S)
        try:
            async with asyncio.timeout(CONNECT_LIMIT_S):
                await client.connect()
                await client.start_notify(self._characteristic, self._on_notification)
            await self._until_silent(broken)
        finally:
            with contextlib.suppress(*FAILURES):
                async with asyncio.timeout(DISCONNECT_LIMIT_S):
                    await client.disconnect()

    async def _until_silent(self, broken: asyncio.Event) -> None:
        silent_s = 0.0
        while silent_s < SILENCE_S and not broken.is_set():
            before = self._received
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CHECK_S):
                    await broken.wait()
            silent_s = silent_s + CHECK_S if self._received == before else 0.0

    def _on_notification(self, _sender: BleakGATTCharacteristic, data: bytearray) -> None:
        self._received += 1
        self._wait_s = FIRST_WAIT_S
        self._receive(bytes(data))
