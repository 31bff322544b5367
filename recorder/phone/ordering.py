"""Readings brought back into the order in which they were measured."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

from recorder.phone.clock import DeviceClock
from recorder.phone.reading import Quantity, Reading

CAPACITY = 20_000
"""A minute and a half of all that a phone can say."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A reading on its way from its arrival to its place.

    Attributes:
        reading: in iOS convention.
        arrival_s: when it arrived, on our clock.
        clock: the run of the phone's clock that it was measured by.
    """

    reading: Reading
    arrival_s: float
    clock: DeviceClock

    @property
    def time_s(self) -> float:
        """When it was measured on our clock, as well as the phone's clock is known by now."""
        device_s = self.reading.device_time_s
        if device_s is None:
            return self.arrival_s
        return min(device_s + self.clock.offset_s, self.arrival_s)

    @property
    def order(self) -> tuple[int, float]:
        """Its place among others: the run of the phone's clock and the phone's own time."""
        device_s = self.reading.device_time_s
        return self.clock.run, self.arrival_s if device_s is None else device_s


class OrderedQueue:
    """A bounded queue that gives readings by time and each only once.

    Attributes:
        overflowed: how many were dropped because nobody fetched them.
        late: how many came again, or after a later one of their quantity had been given.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._heap: list[tuple[tuple[int, float], Quantity, int, Arrived]] = []
        self._pushed = 0
        self._given: dict[Quantity, tuple[int, float]] = {}
        self.overflowed = 0
        self.late = 0

    def __len__(self) -> int:
        return len(self._heap)

    def push(self, arrived: Arrived) -> None:
        """Takes a reading; the oldest goes where there is no room."""
        self._pushed += 1
        entry = (arrived.order, arrived.reading.quantity, self._pushed, arrived)
        if len(self._heap) < self._capacity:
            heapq.heappush(self._heap, entry)
        else:
            heapq.heappushpop(self._heap, entry)
            self.overflowed += 1

    def pop(self, until_s: float) -> Iterator[Arrived]:
        """Yields and forgets what was measured up to ``until_s``, in order."""
        while self._heap and self._heap[0][-1].time_s <= until_s:
            order, quantity, _, arrived = heapq.heappop(self._heap)
            if quantity in self._given and order <= self._given[quantity]:
                self.late += 1
                continue
            self._given[quantity] = order
            yield arrived
