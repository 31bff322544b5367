"""bleak's scanner in one of three modes, which can be stopped and started whatever has happened."""

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from enum import StrEnum

from bleak import BleakAdapter, BleakScanner
from bleak.args.bluez import BlueZScannerArgs, OrPattern
from bleak.assigned_numbers import AdvertisementDataType
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from recorder.ble.failures import FAILURES
from recorder.decoder import Advertised, Decoder

LIMIT_S = 3.0
"""How long BlueZ may take to answer; with the bus gone an answer may never come."""

Callback = Callable[[BLEDevice, AdvertisementData], None]


class Mode(StrEnum):
    """How to listen; which one gives the most differs from controller to controller.

    An active scan asks each sensor for more, and controllers tend to repeat nothing then. With
    duplicates, BlueZ is asked to pass repetitions on, as far as the controller gives it any. A
    passive scan goes by patterns, which is experimental in BlueZ.
    """

    ACTIVE = "active"
    DUPLICATES = "active-duplicates"
    PASSIVE = "passive"


class Scanner:
    """A scan for the sensors of given kinds.

    Args:
        mode: how to listen.
        decoders: of the kinds.
        callback: called with each advertisement in the air, and also whenever BlueZ changes
            anything that it knows about the sender.
        adapter: as ``hci0``; None is the first one that is on.
    """

    def __init__(
        self,
        mode: Mode,
        decoders: Iterable[Decoder],
        callback: Callback,
        adapter: str | None = None,
    ) -> None:
        self.mode = mode
        self._adapter = adapter
        self._scanner = BleakScanner(
            callback,
            scanning_mode="passive" if mode is Mode.PASSIVE else "active",
            bluez=_arguments(mode, decoders, adapter),
        )

    async def start(self) -> None:
        """Starts it.

        Raises:
            BleakError: BlueZ refuses, or has no adapter that is on.
            OSError: the bus is gone, or nothing answers in time.
            EOFError: the bus went meanwhile.
            asyncio.CancelledError: it was cancelled; what had started by then has been stopped.
        """
        starting = asyncio.create_task(self._start())
        try:
            await asyncio.shield(starting)
        except asyncio.CancelledError:
            # bleak forgets a scan that it has asked for when it is cancelled before the answer.
            with contextlib.suppress(*FAILURES):
                await starting
                await self.stop()
            raise

    async def stop(self) -> None:
        """Stops it as far as there is anything left to stop.

        Raises:
            OSError: the bus is gone; nothing was stopped.
            EOFError: the bus went meanwhile.
        """
        async with asyncio.timeout(LIMIT_S):
            # Makes bleak connect to the bus again where that was lost. Without it bleak would
            # send its goodbye to a socket that is closed, whose number another file may have
            # by now.
            await BleakAdapter.get(bluez={"adapter": self._adapter or "hci0"})
        with contextlib.suppress(*FAILURES):
            async with asyncio.timeout(LIMIT_S):
                await self._scanner.stop()

    async def _start(self) -> None:
        async with asyncio.timeout(LIMIT_S):
            await self._scanner.start()


def _arguments(mode: Mode, decoders: Iterable[Decoder], adapter: str | None) -> BlueZScannerArgs:
    arguments = BlueZScannerArgs()
    if adapter:
        arguments["adapter"] = adapter
    if mode is Mode.DUPLICATES:
        arguments["filters"] = {"DuplicateData": True}
    if mode is Mode.PASSIVE:
        arguments["or_patterns"] = [
            pattern for decoder in decoders for pattern in _patterns(decoder)
        ]
    return arguments


def _patterns(decoder: Decoder) -> list[OrPattern]:
    if isinstance(decoder.carrier, Advertised):
        kind = AdvertisementDataType.MANUFACTURER_SPECIFIC_DATA
        return [OrPattern(0, kind, decoder.carrier.pattern)]
    kind = AdvertisementDataType.COMPLETE_LOCAL_NAME
    return [OrPattern(0, kind, name.encode()) for name in decoder.carrier.names]
