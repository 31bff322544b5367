"""Between a driver that calls when it likes and a sampler that comes round at each tick."""

from collections import deque
from collections.abc import Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Inbox(Generic[Item]):
    """Items by time of arrival; a full one forgets its oldest and counts them.

    Args:
        limit: how many items it holds.

    Attributes:
        lost: how many were forgotten because nobody came for them.
    """

    def __init__(self, limit: int) -> None:
        self._items: deque[tuple[float, Item]] = deque()
        self._limit = limit
        self.lost = 0

    def put(self, time_s: float, item: Item) -> None:
        if len(self._items) == self._limit:
            self._items.popleft()
            self.lost += 1
        self._items.append((time_s, item))

    def until(self, time_s: float) -> Iterator[tuple[float, Item]]:
        """Yields and forgets what arrived up to ``time_s``."""
        while self._items and self._items[0][0] <= time_s:
            yield self._items.popleft()
