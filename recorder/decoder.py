"""What a kind of sensor is: how one is met, which stream it gives, what its packets say."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from sessions.channels import Stream

NEARABLE_KIND = "nearable"
"""The kind that need not be named."""


@dataclass(frozen=True, slots=True)
class Advertised:
    """A sensor that speaks in the manufacturer data of its advertisements.

    Attributes:
        company_id: under which it does.
        start: bytes that each of its packets begins with, behind the company identifier.
    """

    company_id: int
    start: bytes

    @property
    def pattern(self) -> bytes:
        """The manufacturer data's first bytes, as a passive scan looks for them."""
        return self.company_id.to_bytes(2, "little") + self.start


@dataclass(frozen=True, slots=True)
class Notified:
    """A sensor that one connects to, and that speaks in notifications then.

    Attributes:
        names: beginnings of the names that it advertises.
        characteristic: UUID of the characteristic that notifies.
    """

    names: tuple[str, ...]
    characteristic: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one packet says.

    Attributes:
        values: acceleration with gravity, in g, along x, y and z, then the stream's other
            channels, in its units; NaN where there is none. An advertised sensor's stream ends
            with the signal's strength, which is no part of the packet.
        identifier: what the sensor is called; None where only its address tells.
        battery_v: its voltage.
        temperature_c: around it.
        is_moving: whether it counts itself as moving.
    """

    values: tuple[float, ...]
    identifier: str | None = None
    battery_v: float | None = None
    temperature_c: float | None = None
    is_moving: bool | None = None


SILENT = Reading(())
"""What a sensor says that has said nothing yet."""


@runtime_checkable
class Decoder(Protocol):
    """One kind of sensor."""

    @property
    def kind(self) -> str:
        """Its name in the configuration."""

    @property
    def carrier(self) -> Advertised | Notified:
        """How its packets travel."""

    def identifier(self, text: str) -> str:
        """Returns an identifier, as people write it, in the one way it is kept.

        Raises:
            UsageError: no sensor of this kind is called so.
        """

    def stream(self, place: str) -> Stream:
        """Returns the stream of such a sensor worn at ``place``."""

    def decode(self, payload: bytes) -> Reading:
        """Decodes what follows the company identifier, or one notification.

        Raises:
            PacketError: these bytes are none of its packets.
        """


def sensor_text(kind: str, identifier: str) -> str:
    """Returns a sensor as a configuration names it; a Nearable by its identifier alone."""
    return identifier if kind == NEARABLE_KIND else f"{kind}:{identifier}"
