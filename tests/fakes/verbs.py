"""A daemon that does what it is asked for by only saying so."""

from dataclasses import dataclass, field

from exermoted.service.hub import Hub
from exermoted.service.messages import AnyMessage, Ended, Kind, Note, Run, Started, Status
from exermoted.service.orders import LiveOrder, RecordOrder
from sessions.errors import ExermotedError

SINCE = "2026-03-01T10:15:00+00:00"


@dataclass
class FakeVerbs:
    """Has the daemon's three verbs, and tells its hub what the daemon would.

    Attributes:
        orders: what was asked for, in order; 'stop' for a stop.
        status: as it stands.
        notes: what a person was told.
    """

    hub: Hub = field(default_factory=Hub)
    orders: list[RecordOrder | LiveOrder | str] = field(default_factory=list)
    status: Status = field(default_factory=Status)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.hub.listen(self._hear)

    async def record(self, order: RecordOrder) -> Status:
        return self._start(order, "record", order.subject)

    async def live(self, order: LiveOrder) -> Status:
        return self._start(order, "live", order.subject)

    async def stop(self) -> Status:
        self.orders.append("stop")
        if self.status.run is not None:
            ended = Ended(run=self.status.run, state="interrupted", time_s=1.0, frames=10)
            self.hub.tell(ended)
            self._tell(Status(last=ended))
        return self.status

    def _start(self, order: RecordOrder | LiveOrder, kind: Kind, subject: str) -> Status:
        if self.status.run is not None:
            raise ExermotedError("busy: recording since 10:15; stop it first")
        self.orders.append(order)
        run = Run(kind=kind, source="sim", since=SINCE, subject=subject, session="folder")
        self.hub.tell(Started(run=run))
        self._tell(Status(mode="recording" if kind == "record" else "live", run=run))
        return self.status

    def _hear(self, message: AnyMessage) -> None:
        if isinstance(message, Note):
            self.notes.append(message.text)

    def _tell(self, status: Status) -> None:
        self.status = status
        self.hub.tell(status)
