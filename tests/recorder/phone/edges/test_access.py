import pytest

from recorder.phone.edges.access import (
    check_exposure,
    check_sender,
    host_of,
    is_loopback,
    new_token,
)
from sessions.errors import UsageError


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_the_loopback_needs_neither_encryption_nor_token(host: str) -> None:
    assert is_loopback(host)
    check_exposure(host, encrypted=False, token=None)
    check_sender(host, None)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "recorder.local"])
def test_the_network_needs_both(host: str) -> None:
    check_exposure(host, encrypted=True, token=new_token())
    for encrypted, token in ((True, None), (True, ""), (False, new_token()), (False, None)):
        with pytest.raises(UsageError, match="certificate and a token"):
            check_exposure(host, encrypted, token)


def test_an_app_without_tokens_is_heard_on_the_network_only_from_a_named_address() -> None:
    check_sender("0.0.0.0", "192.168.1.5")
    with pytest.raises(UsageError, match="name the phone's address"):
        check_sender("0.0.0.0", None)


def test_tokens_are_long_and_never_the_same() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert min(map(len, tokens)) >= 22


@pytest.mark.parametrize(
    ("said", "host"),
    [
        ("localhost:8443", "localhost"),
        ("LOCALHOST", "localhost"),
        ("[::1]:80", "::1"),
        ("192.168.1.5", "192.168.1.5"),
        ("evil@localhost", None),
        ("localhost/evil", None),
        ("[", None),
        ("", None),
    ],
)
def test_a_host_is_found_in_its_header_alone(said: str, host: str | None) -> None:
    assert host_of(said) == host
