import ipaddress
import socket

from recorder.phone.addresses import host_names, network_addresses


def test_names_are_such_as_a_phone_can_find() -> None:
    assert "localhost" in host_names()
    short = socket.gethostname().partition(".")[0].lower()
    assert short == "localhost" or f"{short}.local" in host_names()


def test_addresses_are_those_that_others_reach() -> None:
    for address in network_addresses():
        assert not ipaddress.ip_address(address).is_loopback
