"""Who asks: by the Unix socket, from this machine, or from the network."""

import ipaddress
import socket
from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web

from exermoted.control.devices import Device
from recorder.phone.edges.access import is_loopback


class Way(StrEnum):
    """The way that a request came."""

    UNIX = "unix"
    LOOPBACK = "loopback"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class Peer:
    """Who sent a request.

    Attributes:
        way: the way it came; what is encrypted counts as from the network.
        address: its own; empty by the Unix socket.
        host: ours, to which it was sent; empty by the Unix socket.
        device: the paired one that it is, where it had to show a token.
    """

    way: Way
    address: str = ""
    host: str = ""
    device: Device | None = None

    @property
    def is_local(self) -> bool:
        """Whether it may do what only somebody at this machine may."""
        return self.way is not Way.NETWORK


_PEER = web.RequestKey("peer", Peer)


def find_peer(request: web.Request) -> Peer | None:
    """Returns who sent a request; None where it came from the network without encryption."""
    transport = request.transport
    if transport is None:
        return None
    used = transport.get_extra_info("socket")
    if used is not None and used.family == socket.AF_UNIX:
        return Peer(Way.UNIX)
    address, host = (_plain(transport.get_extra_info(end)[0]) for end in ("peername", "sockname"))
    if request.secure:
        return Peer(Way.NETWORK, address, host)
    if is_loopback(address) and is_loopback(host):
        return Peer(Way.LOOPBACK, address, host)
    return None


def remember(request: web.Request, peer: Peer) -> None:
    """Keeps who sent a request, for those who answer it."""
    request[_PEER] = peer


def peer_of(request: web.Request) -> Peer:
    """Returns who sent a request that has passed the guard."""
    return request[_PEER]


def _plain(address: str) -> str:
    """Returns an address without a zone, and an IPv4 one as such."""
    found = ipaddress.ip_address(address.partition("%")[0])
    return str(getattr(found, "ipv4_mapped", None) or found)
