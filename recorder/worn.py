"""Which sensor is worn where, as a configuration says it."""

from collections.abc import Mapping
from dataclasses import dataclass

from recorder.decoder import Decoder
from recorder.decoders import NEARABLE, all_decoders
from sessions.channels import Stream
from sessions.errors import UsageError


@dataclass(frozen=True, slots=True)
class Worn:
    """A sensor and where it is worn."""

    place: str
    decoder: Decoder
    identifier: str

    @property
    def stream(self) -> Stream:
        return self.decoder.stream(self.place)


def sensor_text(kind: str, identifier: str) -> str:
    """Returns a sensor as a configuration names it; a Nearable by its identifier alone."""
    return identifier if kind == NEARABLE.kind else f"{kind}:{identifier}"


def parse(place: str, text: str, decoders: Mapping[str, Decoder]) -> Worn:
    """Reads a configuration's ``IDENTIFIER`` of a Nearable, or ``KIND:IDENTIFIER``.

    Raises:
        UsageError: there is no such kind, or no such identifier.
    """
    kind, _, identifier = text.partition(":") if ":" in text else (NEARABLE.kind, "", text)
    decoder = decoders.get(kind.strip())
    if decoder is None:
        raise UsageError(
            f"there are no sensors of kind '{kind}' at {place}; kinds: {', '.join(decoders)}"
        )
    return Worn(place, decoder, decoder.identifier(identifier))


def parse_worn(sensors: Mapping[str, str]) -> tuple[Worn, ...]:
    """Reads the sensors of a configuration, by place.

    Raises:
        UsageError: one of them is none, or one is worn at two places.
    """
    decoders = all_decoders() if sensors else {}
    worn = tuple(parse(place, text, decoders) for place, text in sensors.items())
    first: dict[str, str] = {}
    for sensor in worn:
        other = first.setdefault(sensor.identifier, sensor.place)
        if other != sensor.place:
            raise UsageError(
                f"the sensor {sensor.identifier} cannot be worn at {other} and {sensor.place}"
            )
    return worn
