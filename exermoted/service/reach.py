"""Where the daemon is reached: by its socket, on loopback, or, encrypted, on the network."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from exermoted.config import Config
from exermoted.control.server import Place
from exermoted.phones import ANYWHERE, HERE, certificate_of, own_address
from exermoted.service.place import own_socket
from recorder.phone.addresses import host_names


@dataclass(frozen=True, slots=True)
class Reach:
    """How the daemon is reached.

    Attributes:
        place: where it listens.
        names: what this machine is called on the network.
        address: for a browser on this machine.
        network_address: for others, without a port; None where it listens here alone.
        authority: of the certificate that encrypts; None where nothing does.
        fingerprint: of that certificate, as browsers show it.
    """

    place: Place
    names: Collection[str]
    address: str
    network_address: str | None = None
    authority: Path | None = None
    fingerprint: str | None = None


def reach_of(config: Config) -> Reach:
    """Returns how a configuration lets the daemon be reached.

    Raises:
        UsageError: it is to listen on the network, but the machine is in none.
        DataError: the certificate cannot be kept.
    """
    service, path = config.service, own_socket(config)
    if not service.network:
        place = Place(path, HERE, service.port)
        return Reach(place, (), f"http://{HERE}:{service.port}/")
    certificate = certificate_of(config.phone.folder)
    place = Place(path, ANYWHERE, service.port, certificate.context())
    address = own_address()
    return Reach(
        place,
        host_names(),
        f"https://{address}:{service.port}/",
        f"https://{address}",
        certificate.authority,
        certificate.fingerprint(),
    )
