"""``--source ble``: the sensors worn, and all others of their kinds that are in the air."""

import asyncio
import contextlib
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from recorder.ble.ear import Ear
from recorder.ble.link import Link
from recorder.ble.measure import SHORT_S, best, measure, modes_for
from recorder.ble.radio import Radio
from recorder.ble.scanner import Mode, Scanner
from recorder.ble.watchdog import SESSION_SILENCE_S, Gap
from recorder.decoder import Decoder, Notified
from recorder.heard import SensorState
from recorder.inbox import Inbox
from recorder.receiver import STALE_RSSI_DBM, Receiver
from recorder.source import Clock
from recorder.worn import Worn
from sessions.channels import Stream
from sessions.frames import Sample

INBOX_LIMIT = 20_000
"""Packets: six seconds of 300 sensors."""


@dataclass(frozen=True, slots=True)
class _Packet:
    """What a driver's callback hands over."""

    receiver: Receiver
    payload: bytes
    rssi_dbm: float
    address: str


class Ble:
    """Bluetooth Low Energy as a source.

    Args:
        worn: which sensor is worn where.
        mode: how to listen; None is found by trying, at each opening.
        adapter: as ``hci0``; None is the first one that is on.
        silence_s: how long nothing may be heard before the radio is repaired.
        measure_s: how long each mode is tried, where the mode is to be found.
        decoders: kinds to listen for, besides those worn.
        may_power_cycle: whether a repair may switch the adapter off and on.
    """

    def __init__(
        self,
        worn: Sequence[Worn],
        mode: Mode | None = None,
        *,
        adapter: str | None = None,
        silence_s: float = SESSION_SILENCE_S,
        measure_s: float = SHORT_S,
        decoders: Iterable[Decoder] = (),
        may_power_cycle: bool = True,
    ) -> None:
        kinds = {decoder.kind: decoder for decoder in decoders}
        kinds |= {sensor.decoder.kind: sensor.decoder for sensor in worn}
        self.mode = mode
        self._worn = tuple(worn)
        self._adapter = adapter
        self._silence_s = silence_s
        self._measure_s = measure_s
        self._may_power_cycle = may_power_cycle
        self._decoders = tuple(kinds.values())
        self._ear = Ear(self._decoders)
        self._receivers = {
            kind: Receiver({s.identifier: s.place for s in worn if s.decoder.kind == kind}, decoder)
            for kind, decoder in kinds.items()
        }
        self._inbox: Inbox[_Packet] = Inbox(INBOX_LIMIT)
        self._links: dict[str, Link] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._radio: Radio | None = None
        self._clock: Clock = lambda: 0.0
        self._notes: list[str] = []
        self._lost_told = 0

    @property
    def streams(self) -> tuple[Stream, ...]:
        return tuple(sensor.stream for sensor in self._worn)

    @property
    def ended(self) -> bool:
        return False

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The silences of the whole radio so far that called for repairs and have ended."""
        return self._radio.gaps if self._radio else ()

    @property
    def refused(self) -> Counter[str]:
        """How many packets gave no sample, by reason; ``lost`` are those nobody came for."""
        total = Counter(lost=self._inbox.lost)
        for receiver in self._receivers.values():
            total.update(receiver.refused)
        return total

    def sensors(self) -> list[SensorState]:
        """Returns what was heard of each sensor up to the last `read`, those worn first."""
        now_s = self._clock()
        states = [
            heard.state(now_s)
            for receiver in self._receivers.values()
            for heard in receiver.heard.values()
        ]
        return sorted(states, key=lambda state: (not state.place, state.kind, state.identifier))

    async def open(self, clock: Clock) -> None:
        self._clock = clock
        mode = self.mode or await self._find_mode()
        self._radio = Radio(
            Scanner(mode, self._decoders, self._on_advertisement, self._adapter),
            clock,
            adapter=self._adapter,
            silence_s=self._silence_s,
            may_power_cycle=self._may_power_cycle,
            note=self._note,
        )
        await self._radio.open()
        self._links = dict(self._new_links())
        self._tasks = [asyncio.create_task(link.run()) for link in self._links.values()]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._tasks = []
        if self._radio:
            await self._radio.close()

    def read(self, until_s: float) -> Iterator[Sample]:
        for time_s, packet in self._inbox.until(until_s):
            sample = packet.receiver.receive(
                packet.payload, packet.rssi_dbm, time_s, packet.address
            )
            if sample is not None:
                yield sample

    def notes(self) -> Sequence[str]:
        if self._inbox.lost > self._lost_told:
            lost = self._inbox.lost - self._lost_told
            self._note(f"Bluetooth: {lost} packets were dropped: they were not read in time")
            self._lost_told = self._inbox.lost
        notes, self._notes = self._notes, []
        return notes

    def _note(self, note: str) -> None:
        self._notes.append(note)

    async def _find_mode(self) -> Mode:
        tried = [
            await measure(mode, self._decoders, self._measure_s, self._adapter)
            for mode in modes_for(self._decoders)
        ]
        found = best(tried)
        said = ", ".join(f"{m.mode} {m.failure or f'{m.total_new_hz:.1f}/s'}" for m in tried)
        self._note(f"Bluetooth: scanning in mode {found.mode}; new samples: {said}")
        return found.mode

    def _new_links(self) -> Iterator[tuple[str, Link]]:
        for sensor in self._worn:
            carrier = sensor.decoder.carrier
            if isinstance(carrier, Notified):
                receive = partial(self._on_notification, sensor)
                note = self._note
                yield sensor.identifier, Link(sensor.place, carrier.characteristic, receive, note)

    def _on_advertisement(self, device: BLEDevice, data: AdvertisementData) -> None:
        time_s = self._clock()
        address = device.address.replace(":", "").lower()
        for decoder, payload in self._ear.packets(data.manufacturer_data):
            self._take(time_s, decoder, payload, data.rssi, address)
        if data.rssi != STALE_RSSI_DBM:
            self._on_presence(time_s, address, device, data.rssi)

    def _on_presence(self, time_s: float, address: str, device: BLEDevice, rssi_dbm: int) -> None:
        """Takes note of who is there, whatever they advertise: one may connect to them."""
        link = self._links.get(address)
        if link is not None:
            link.seen(device)
        waiting = self._ear.kind_called(device.name)
        if waiting is not None:
            self._receivers[waiting.kind].meet(address, rssi_dbm, time_s)

    def _on_notification(self, sensor: Worn, payload: bytes) -> None:
        self._take(self._clock(), sensor.decoder, payload, math.nan, sensor.identifier)

    def _take(
        self, time_s: float, decoder: Decoder, payload: bytes, rssi_dbm: float, address: str
    ) -> None:
        receiver = self._receivers[decoder.kind]
        self._inbox.put(time_s, _Packet(receiver, payload, rssi_dbm, address))
        if self._radio and rssi_dbm != STALE_RSSI_DBM:
            self._radio.heard(time_s)
