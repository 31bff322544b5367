"""The secrets by which a device is paired: each is good once, and not for long."""

import hmac
import secrets
from collections.abc import Callable
from typing import Annotated

import msgspec

from exermoted.control.devices import Device, digest_of
from exermoted.control.throttle import Throttle

LIFE_S = 600.0
MOST_OPEN = 4

_OF_ONE_S = 300.0
_OF_ALL_S = 10.0
"""Short, because one who guesses from many addresses would else keep everybody out."""


class PairOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Asks for a token.

    Attributes:
        secret: that somebody at the service's machine was told.
        name: of the device, for people.
        pushes: whether an app will show the token in the address, to send motion and no more.
    """

    secret: Annotated[str, msgspec.Meta(max_length=100)]
    name: Annotated[str, msgspec.Meta(max_length=100)] = ""
    pushes: bool = False


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """What a new device opens once.

    Attributes:
        address: of the page that pairs, with the secret behind the #, which is never sent.
        secret: the same secret, for a program.
        expires_s: for how long it is good.
        fingerprint: SHA-256 of the certificate that the device will warn of.
        code: the address as a QR code: rows of modules, 1 is dark.
    """

    address: str
    secret: str
    expires_s: float
    fingerprint: str | None = None
    code: tuple[str, ...] = ()


class Paired(msgspec.Struct, frozen=True, kw_only=True):
    """A device that was just paired, and its token, which is told only here."""

    token: str
    device: Device


class Pairings:
    """The secrets that are open at present; only their digests are kept.

    Args:
        clock: tells the time in seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._ends_s: dict[str, float] = {}
        self._of_one = Throttle(clock, free=5, longest_s=_OF_ONE_S)
        self._of_all = Throttle(clock, free=20, longest_s=_OF_ALL_S)

    def open(self) -> str:
        """Returns a new secret, which nobody guesses; the oldest of too many is good no more."""
        self._forget()
        while len(self._ends_s) >= MOST_OPEN:
            del self._ends_s[next(iter(self._ends_s))]
        secret = secrets.token_urlsafe(16)
        self._ends_s[digest_of(secret)] = self._clock() + LIFE_S
        return secret

    def wait_s(self, address: str) -> float:
        """Returns how long one at this address has to wait before the next attempt."""
        return max(self._of_one.wait_s(address), self._of_all.wait_s(""))

    def use(self, secret: str, address: str) -> bool:
        """Returns whether a secret is good, which it is then no more; counts if it is not."""
        self._forget()
        digest = digest_of(secret)
        found = [known for known in self._ends_s if hmac.compare_digest(known, digest)]
        if not found:
            self._of_one.failed(address)
            self._of_all.failed("")
            return False
        del self._ends_s[found[0]]
        return True

    def _forget(self) -> None:
        now_s = self._clock()
        self._ends_s = {known: end_s for known, end_s in self._ends_s.items() if end_s > now_s}
