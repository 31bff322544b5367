"""Which sensor is worn where, as a configuration says it."""

from collections.abc import Mapping
from dataclasses import dataclass

from recorder.decoder import NEARABLE_KIND, Decoder, sensor_text
from recorder.decoders import all_decoders
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

    @property
    def text(self) -> str:
        """What `parse` reads."""
        return sensor_text(self.decoder.kind, self.identifier)


def parse(place: str, text: str, decoders: Mapping[str, Decoder]) -> Worn:
    """Reads a configuration's ``IDENTIFIER`` of a Nearable, or ``KIND:IDENTIFIER``.

    Raises:
        UsageError: there is no such kind, or no such identifier.
    """
    kind, _, identifier = text.partition(":") if ":" in text else (NEARABLE_KIND, "", text)
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
