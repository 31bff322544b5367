"""Readings brought back into the order in which they were measured."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

from recorder.phone.reading import Quantity, Reading

CAPACITY = 20_000
"""A minute and a half of all that a phone can say."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A reading and its times.

    Attributes:
        reading: in iOS convention.
        time_s: when it was measured, on our clock.
        arrival_s: when it arrived, on our clock.
        epoch: counts how often the phone's clock has started anew.
    """

    reading: Reading
    time_s: float
    arrival_s: float
    epoch: int

    @property
    def own_time_s(self) -> float:
        """The time that tells readings of one epoch apart: the phone's own where there is one."""
        device_s = self.reading.device_time_s
        return self.time_s if device_s is None else device_s


class OrderedQueue:
    """A bounded queue that gives readings by time and each only once.

    Attributes:
        overflowed: how many were dropped because nobody fetched them.
        late: how many came again, or after a later one of their quantity had been given.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._heap: list[tuple[float, Quantity, int, Arrived]] = []
        self._pushed = 0
        self._given: dict[Quantity, tuple[int, float]] = {}
        self.overflowed = 0
        self.late = 0

    def __len__(self) -> int:
        return len(self._heap)

    def push(self, arrived: Arrived) -> None:
        """Takes a reading; the oldest goes where there is no room."""
        self._pushed += 1
        entry = (arrived.time_s, arrived.reading.quantity, self._pushed, arrived)
        if len(self._heap) < self._capacity:
            heapq.heappush(self._heap, entry)
        else:
            heapq.heappushpop(self._heap, entry)
            self.overflowed += 1

    def pop(self, until_s: float) -> Iterator[Arrived]:
        """Yields and forgets what was measured up to ``until_s``, by time."""
        while self._heap and self._heap[0][0] <= until_s:
            *_, arrived = heapq.heappop(self._heap)
            quantity = arrived.reading.quantity
            order = (arrived.epoch, arrived.own_time_s)
            if quantity in self._given and order <= self._given[quantity]:
                self.late += 1
                continue
            self._given[quantity] = order
            yield arrived
