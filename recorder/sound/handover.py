"""Handing things to a callback that may not wait."""

from typing import Generic, TypeVar

Item = TypeVar("Item")


class Handover(Generic[Item]):
    """A ring of preallocated slots from one thread to one other, without a lock.

    Only the giver moves ``_given``, only the taker moves ``_taken``, and a slot is filled before
    ``_given`` says so.
    """

    def __init__(self, slots: int) -> None:
        self._slots: list[Item | None] = [None] * slots
        self._given = 0
        self._taken = 0

    def give(self, item: Item) -> bool:
        """Returns whether there was room."""
        if self._given - self._taken == len(self._slots):
            return False
        self._slots[self._given % len(self._slots)] = item
        self._given += 1
        return True

    def take(self) -> Item | None:
        """Returns what was given first, or None where nothing waits."""
        if self._taken == self._given:
            return None
        item = self._slots[self._taken % len(self._slots)]
        self._taken += 1
        return item
