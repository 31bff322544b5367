"""Who is paired with the service: devices with tokens, of which only the digests are kept."""

import hmac
import os
import secrets
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import msgspec

from sessions.atomic import replaced
from sessions.errors import DataError, UsageError

FILE_NAME = "devices.json"
MOST_DEVICES = 50
LONGEST_NAME = 40
SEEN_EVERY = timedelta(hours=1)
"""How often is written down that a device was here."""

_OWNER_ONLY = 0o600
_Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Device(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A paired device.

    Attributes:
        id: names it.
        name: as it calls itself; anything, and maybe twice.
        paired: wall time of the pairing, ISO 8601 with a zone.
        seen: the same, of its last visit; None before the first.
        pushes: whether its token stands in an address, and so is good for sending motion alone.
    """

    id: str
    name: str
    paired: str
    seen: str | None = None
    pushes: bool = False


class _Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    devices: dict[_Digest, Device]


def digest_of(secret: str) -> str:
    """Returns what is kept of a random secret, from which it cannot be found again."""
    return sha256(secret.encode(errors="replace")).hexdigest()


def tidy(name: str) -> str:
    """Returns a name from outside in one printable line of bounded length."""
    printable = "".join(c if c.isprintable() else " " for c in name[: 4 * LONGEST_NAME])
    return " ".join(printable.split())[:LONGEST_NAME].rstrip() or "device"


class Devices:
    """The paired devices, in one file that only its owner reads.

    Another process may change the file: that is noticed at the next question. Changes wait for
    the disk, questions do not.

    Args:
        path: the file; made at the first pairing.
        now: tells the wall time.

    Attributes:
        trouble: what is wrong with the file, in one line. Then nobody is paired, and the next
            pairing lays the file aside.
    """

    def __init__(self, path: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._path = path
        self._now = now
        self._changing = threading.Lock()
        self._devices: Mapping[str, Device] = {}
        self._seen: dict[str, datetime] = {}
        self._seen_written = datetime.min.replace(tzinfo=UTC)
        self._signature: tuple[int, ...] | None = None
        self.trouble: str | None = None
        self.refresh()

    def all(self) -> tuple[Device, ...]:
        """Returns the devices in the order of their pairing."""
        self.refresh()
        return tuple(self._with_visit(device) for device in self._devices.values())

    def device_of(self, token: str) -> Device | None:
        """Returns whose token it is, or None; takes the same time whichever it is."""
        self.refresh()
        digest = digest_of(token)
        found = None
        for known, device in self._devices.items():
            if hmac.compare_digest(known, digest):
                found = device
        return found

    def pair(self, name: str, *, pushes: bool = False) -> tuple[Device, str]:
        """Adds a device; returns it and its token, which is told only here.

        Raises:
            UsageError: there are too many.
            DataError: the file cannot be written.
        """
        token = secrets.token_urlsafe(32)
        device = Device(
            id=secrets.token_hex(4), name=tidy(name), paired=self._stamp(), pushes=pushes
        )
        with self._changing:
            self.refresh()
            if len(self._devices) >= MOST_DEVICES:
                raise UsageError(f"{MOST_DEVICES} devices are paired; revoke one first")
            self._change({**self._devices, digest_of(token): device})
        return device, token

    def revoke(self, id: str) -> Device | None:  # noqa: A002 - it is called so
        """Takes a device's access away, at once; returns it, or None if it is not there.

        Raises:
            DataError: the file cannot be written; until the next start it is revoked all the same.
        """
        with self._changing:
            self.refresh()
            kept = {digest: device for digest, device in self._devices.items() if device.id != id}
            gone = next((device for device in self._devices.values() if device.id == id), None)
            if gone is not None:
                self._devices = kept
                self._change(kept)
        return gone

    def saw(self, device: Device) -> None:
        """Notes that a device was here; writes nothing yet."""
        self._seen[device.id] = self._now()

    def has_news(self) -> bool:
        """Whether visits are to be written down."""
        return bool(self._seen) and self._now() - self._seen_written >= SEEN_EVERY

    def write_visits(self) -> None:
        """Writes down when each device was here last.

        Raises:
            DataError: the file cannot be written; it is tried again later.
        """
        with self._changing:
            self._seen_written = self._now()
            self.refresh()
            if not self._devices:
                return
            self._change({k: self._with_visit(device) for k, device in self._devices.items()})

    def refresh(self) -> None:
        """Reads the file if it has changed."""
        signature = self._sign()
        if signature == self._signature:
            return
        try:
            self._devices, self.trouble = self._read(), None
        except DataError as error:
            self._devices, self.trouble = {}, str(error)
        self._signature = signature

    def _read(self) -> Mapping[str, Device]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=_Content).devices
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise DataError(self._path, f"cannot be read: {error.strerror}") from error
        except msgspec.MsgspecError as error:
            raise DataError(
                self._path, f"holds no paired devices ({error}); pair them again"
            ) from error

    def _change(self, devices: Mapping[str, Device]) -> None:
        content = msgspec.json.format(msgspec.json.encode(_Content(dict(devices))))
        folder = self._path.parent
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.trouble is not None and self._path.exists():
                self._path.replace(self._path.with_suffix(".damaged"))
            with replaced(self._path, _OWNER_ONLY) as file:
                _give(file.fileno(), folder)
                file.write(content)
        except OSError as error:
            raise DataError(self._path, f"cannot be written: {error.strerror}") from error
        self._devices, self.trouble = devices, None
        self._signature = self._sign()

    def _sign(self) -> tuple[int, ...] | None:
        """Returns what tells one content of the file from another; None where there is no file."""
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        except OSError:
            return ()
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _with_visit(self, device: Device) -> Device:
        seen = self._seen.get(device.id)
        return device if seen is None else msgspec.structs.replace(device, seen=_text(seen))

    def _stamp(self) -> str:
        return _text(self._now())


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _give(file: int, folder: Path) -> None:
    """Lets the folder's owner, the service, read what root writes there."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(file, owner.st_uid, owner.st_gid)
