"""A phone as a source of samples: one edge that readings come by, one intake that takes them."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from recorder.heard import SensorState
from recorder.phone.intake import Intake, Report
from recorder.phone.reading import Convention
from recorder.source import Clock
from sessions.channels import PHONE, Stream
from sessions.frames import Sample


class Edge(Protocol):
    """One way that a phone's readings come: it decodes what arrives and hands it over."""

    async def open(self, intake: Intake) -> None:
        """Starts it; whatever arrives goes to ``intake`` or is refused there.

        Raises:
            SourceError: it cannot be opened; says what to do.
        """

    async def close(self) -> None:
        """Stops it; does nothing where it is not open."""


class PhoneSource:
    """The samples of one phone.

    Args:
        edge: the way they come.
        convention: the sign of acceleration, where the format leaves it open; None to find it
            by laying the phone face up.
        hold_s: how long a reading is held back so that one overtaken on its way finds its place.
    """

    def __init__(
        self, edge: Edge, convention: Convention | None = None, hold_s: float = 0.0
    ) -> None:
        self._edge = edge
        self._convention = convention
        self._hold_s = hold_s
        self._intake: Intake | None = None

    @property
    def streams(self) -> tuple[Stream, ...]:
        return (PHONE,)

    @property
    def ended(self) -> bool:
        return False

    async def open(self, clock: Clock) -> None:
        self._intake = Intake(clock, self._convention, self._hold_s)
        await self._edge.open(self._intake)

    async def close(self) -> None:
        await self._edge.close()

    def read(self, until_s: float) -> Iterable[Sample]:
        return self._intake.read(until_s) if self._intake else ()

    def notes(self) -> Sequence[str]:
        return self._intake.notes() if self._intake else ()

    def sensors(self) -> Sequence[SensorState]:
        return ()

    def report(self) -> Report | None:
        """Returns what has become of the stream so far; None before it is opened."""
        return self._intake.report() if self._intake else None
