"""From the configuration of the service to where it listens and who may use it."""

from dataclasses import dataclass

from exermoted.config import Config
from exermoted.control.devices import FILE_NAME, Devices
from exermoted.control.guard import Guard
from exermoted.control.server import Place
from exermoted.service.place import own_socket
from recorder.phone.addresses import host_names, network_addresses

ANYWHERE = "0.0.0.0"
HERE = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Access:
    """Where the service listens, and who may use it.

    Attributes:
        place: this machine alone, or the network, too, and then encrypted.
        devices: the paired ones.
        guard: looks at each request.
    """

    place: Place
    devices: Devices
    guard: Guard


def access_of(config: Config) -> Access:
    """Returns the access that a configuration describes; may make a certificate.

    Raises:
        DataError: the certificate cannot be kept.
    """
    devices = Devices(config.service.folder / FILE_NAME)
    names = host_names()
    guard = Guard(devices, names)
    here = Place(own_socket(config), HERE, config.service.port)
    if not config.service.network:
        return Access(here, devices, guard)
    from recorder.phone.certificate import make_certificate  # noqa: PLC0415 - loads cryptography

    certificate = make_certificate(config.phone.folder, (*names, *network_addresses(), HERE))
    anywhere = Place(here.socket, ANYWHERE, here.port, certificate.context())
    return Access(anywhere, devices, guard)


def network_base(place: Place, port: int) -> str | None:
    """Returns the address that others reach the service by; None where they do not."""
    addresses = network_addresses()
    if place.tls is None or not addresses:
        return None
    return f"https://{addresses[0]}:{port}"
