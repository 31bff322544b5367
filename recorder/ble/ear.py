"""Picking from an advertisement what the sensors of known kinds say in it."""

from collections.abc import Iterable, Iterator, Mapping

from recorder.decoder import Advertised, Decoder, Notified


class Ear:
    """Knows some kinds of sensors by what they advertise.

    Args:
        decoders: of the kinds.
    """

    def __init__(self, decoders: Iterable[Decoder]) -> None:
        self._by_company: dict[int, list[tuple[bytes, Decoder]]] = {}
        self._by_name: dict[str, Decoder] = {}
        for decoder in decoders:
            match decoder.carrier:
                case Advertised(company_id, start):
                    self._by_company.setdefault(company_id, []).append((start, decoder))
                case Notified(names):
                    self._by_name |= dict.fromkeys(names, decoder)

    def packets(self, manufacturer_data: Mapping[int, bytes]) -> Iterator[tuple[Decoder, bytes]]:
        """Yields the packets in an advertisement, each with the decoder that it is for."""
        for company_id, payload in manufacturer_data.items():
            for start, decoder in self._by_company.get(company_id, ()):
                if payload.startswith(start):
                    yield decoder, payload

    def kind_called(self, name: str | None) -> Decoder | None:
        """Returns the kind of sensor, to be connected to, that advertises such a name."""
        if not name:
            return None
        return next((d for start, d in self._by_name.items() if name.startswith(start)), None)
