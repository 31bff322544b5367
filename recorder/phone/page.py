"""Messages of the program's own page, which runs in the phone's browser.

Each is JSON on its own, so that none depends on one before it: who sends it, its number, and the
rows of events since the last. Units are the browser's (W3C, Device Orientation and Motion): m/s²,
degrees a second, degrees, milliseconds since the page was opened. A browser gives null for what
the phone has no sensor for.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Self

import msgspec

from recorder.phone.attitude import attitude_of_orientation
from recorder.phone.reading import Batch, Convention, Quantity, Reading, Vector, in_g
from recorder.phone.schema import Count, Name, decode_json
from recorder.phone.shown import Shown

_MS_PER_S = 1e3
_Axis = float | None
_Sign = Literal["ios", "android"]
_MotionRow = tuple[
    float, _Axis, _Axis, _Axis, _Axis, _Axis, _Axis, _Axis, _Axis, _Axis
]  # time; acceleration; the same including gravity; rotation rate
_OrientationRow = tuple[float, _Axis, _Axis, _Axis]  # time; alpha, beta, gamma


class _Message(msgspec.Struct):
    device: Name
    session: Name
    number: Count
    convention: _Sign | None = None
    hidden: bool = False
    was_hidden_ms: float | None = None
    motion: list[_MotionRow] = []
    orientation: list[_OrientationRow] = []


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a message.

    Attributes:
        taken: the message's number; None of one that has none.
        convention: the sign of the phone's acceleration; None asks for laying it face up.
        refused: why the message was not taken.
        shown: what the page shows, in the answer to a single request; by WebSocket it is pushed.
    """

    taken: int | None = None
    convention: _Sign | None = None
    refused: str | None = None
    shown: Shown | msgspec.UnsetType | None = msgspec.UNSET

    @classmethod
    def to(cls, message: "Message", convention: Convention | None) -> Self:
        """Returns the answer to a message that was taken."""
        return cls(taken=message.number, convention=_SIGNS[convention] if convention else None)

    def showing(self, shown: Shown | None) -> Self:
        """Returns the answer with what the page is to show."""
        return msgspec.structs.replace(self, shown=shown)


class Push(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the page is told by WebSocket without having asked.

    Attributes:
        shown: what it shows; None shows only that it measures.
        tick: which of the phone's ticks that is the answer to, where each is answered.
    """

    shown: Shown | None
    tick: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A decoded message.

    Attributes:
        number: counts the page's messages.
        batch: what was measured; the browser's sign.
        hidden: whether the page is hidden, so that hardly anything will be measured.
        was_hidden_s: for how long it had been hidden, told once when it is seen again.
    """

    number: int
    batch: Batch
    hidden: bool
    was_hidden_s: float | None

    def notes(self) -> Iterator[str]:
        """Yields what a person should know of the page."""
        if self.hidden:
            yield "its page is hidden, so that it hardly measures; bring it back"
        if self.was_hidden_s is not None:
            yield f"its page was hidden for {self.was_hidden_s:.1f} s"


_CONVENTIONS: dict[_Sign, Convention] = {"ios": Convention.IOS, "android": Convention.ANDROID}
_SIGNS = {convention: sign for sign, convention in _CONVENTIONS.items()}
_messages = msgspec.json.Decoder(_Message)


def decode(body: str | bytes) -> Message:
    """Decodes a message.

    Raises:
        PacketError: it is not such a message, or one of its values cannot be.
    """
    message = decode_json(_messages, body)
    readings: list[Reading] = []
    for motion in message.motion:
        readings += _motion(motion)
    for orientation in message.orientation:
        readings += _orientation(orientation)
    remembered = _CONVENTIONS[message.convention] if message.convention else None
    batch = Batch(message.device, message.session, tuple(readings), remembered=remembered)
    hidden_ms = message.was_hidden_ms
    hidden_s = None if hidden_ms is None else hidden_ms / _MS_PER_S
    return Message(message.number, batch, message.hidden, hidden_s)


def encode(message: Reply | Push) -> str:
    """Returns what goes to the page."""
    return msgspec.json.encode(message).decode()


def _motion(row: _MotionRow) -> Iterable[Reading]:
    time_s = row[0] / _MS_PER_S
    for quantity, axes in (
        (Quantity.ACCELERATION, row[1:4]),
        (Quantity.TOTAL, row[4:7]),
        (Quantity.ROTATION, row[7:10]),
    ):
        vector = _vector(axes)
        if vector is not None:
            values = _in_rad_s(vector) if quantity is Quantity.ROTATION else in_g(*vector)
            yield Reading(quantity, values, time_s)


def _orientation(row: _OrientationRow) -> Iterable[Reading]:
    angles = _vector(row[1:])
    if angles is not None:
        attitude = attitude_of_orientation(*angles)
        yield Reading(Quantity.ATTITUDE, attitude, row[0] / _MS_PER_S)


def _vector(axes: Sequence[float | None]) -> Vector | None:
    x, y, z = axes
    return None if x is None or y is None or z is None else (x, y, z)


def _in_rad_s(rate_deg_s: Vector) -> Vector:
    x, y, z = map(math.radians, rate_deg_s)
    return (x, y, z)
