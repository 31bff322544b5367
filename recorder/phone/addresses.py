"""The names and addresses that a phone in the same network reaches this machine by."""

import fcntl
import ipaddress
import socket
import struct

_SIOCGIFADDR = 0x8915


def host_names() -> tuple[str, ...]:
    """Returns the machine's name as multicast DNS tells it, and the name of the loopback."""
    name = socket.gethostname().partition(".")[0].lower()
    return (f"{name}.local", "localhost") if name != "localhost" else ("localhost",)


def network_addresses() -> tuple[str, ...]:
    """Returns the IPv4 addresses of the interfaces, without the loopback."""
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            request = struct.pack("256s", name.encode()[:15])
            try:
                answer = fcntl.ioctl(probe.fileno(), _SIOCGIFADDR, request)
            except OSError:
                continue  # this interface has none
            address = socket.inet_ntoa(answer[20:24])
            if not ipaddress.ip_address(address).is_loopback:
                found.append(address)
    return tuple(found)
