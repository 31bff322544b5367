"""Who may send: this machine; the network only when asked for, encrypted and with a token."""

import hmac
import ipaddress
import re
import secrets

from aiohttp import web

from recorder.phone.intake import Refusal
from sessions.errors import UsageError

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[\w.-]+)(:\d{1,5})?", re.ASCII)


def new_token() -> str:
    """Returns a token that nobody guesses, of 22 characters."""
    return secrets.token_urlsafe(16)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens on ``host``."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def host_of(host: str) -> str | None:
    """Returns the name or address of a Host header without its port; None where it has none."""
    found = _HOST.fullmatch(host)
    return found["name"].strip("[]").lower() if found else None


def check_exposure(host: str, encrypted: bool, token: str | None) -> None:
    """Checks that a server on ``host`` is not open to whoever passes by.

    Raises:
        UsageError: it listens on the network without encryption or without a token.
    """
    if not is_loopback(host) and not (encrypted and token):
        raise UsageError(
            f"on the network ({host}) the phone's server needs a certificate and a token"
        )


def check_sender(host: str, sender: str | None) -> None:
    """Checks that a server for an app that knows neither token nor encryption is not open to all.

    Raises:
        UsageError: it listens on the network, and for whom is not said.
    """
    if not is_loopback(host) and sender is None:
        raise UsageError(
            f"on the network ({host}) this app can show no token; name the phone's address"
        )


class Guard:
    """Looks at each request before anything else does.

    Without a token only this machine may send, and only its own pages: a site that the user
    visits can neither name another host that leads here (Host) nor send from its own (Origin).

    Args:
        token: what the address must carry as ``token``; None where it needs none.
    """

    def __init__(self, token: str | None) -> None:
        self._token = token.encode() if token else None

    def refusal(self, request: web.Request) -> tuple[Refusal, str] | None:
        """Returns why a request may not pass, or None."""
        given = request.query.get("token", "").encode()
        if self._token is not None and not hmac.compare_digest(given, self._token):
            return Refusal.TOKEN, f"from {request.remote}"
        if self._token is None and host_of(request.host) not in LOOPBACK_NAMES:
            return Refusal.ORIGIN, f"Host {request.host}"
        origin = request.headers.get("Origin")
        if origin is not None and origin != f"{request.scheme}://{request.host}":
            return Refusal.ORIGIN, f"Origin {origin}"
        return None
