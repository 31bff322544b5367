"""The certificate that makes a phone's browser give motion: our own, since no one else names us.

A browser gives motion only to an encrypted page. So the program makes itself an authority, once,
and with it a server certificate for the names and addresses it has now, again when those change
or it runs out. A phone that installs the authority trusts the server from then on without a
warning (on iOS a WebSocket needs that). The authority can vouch for private addresses and the
names given to it and nothing else (RFC 5280, 4.2.1.10), so that trusting it risks little.
"""

import ipaddress
import os
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sessions.errors import DataError

AUTHORITY_LIFE = timedelta(days=3650)
SERVER_LIFE = timedelta(days=397)
"""The longest that browsers accept."""

RENEWAL = timedelta(days=30)
CLOCK_SLACK = timedelta(days=7)
"""A board without a battery may believe it is earlier than it is."""

_PRIVATE = tuple(
    ipaddress.ip_network(network)
    for network in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
)
_ALWAYS = (
    x509.DNSName("local"),
    x509.DNSName("localhost"),
    *(x509.IPAddress(network) for network in _PRIVATE),
)
_OTHER_USES = {
    "content_commitment": False,
    "key_encipherment": False,
    "data_encipherment": False,
    "key_agreement": False,
    "encipher_only": False,
    "decipher_only": False,
}


@dataclass(frozen=True, slots=True)
class Certificate:
    """Where the files lie.

    Attributes:
        authority: what a phone may install.
        server: the server's certificate.
        key: the server's key, readable by its owner only.
    """

    authority: Path
    server: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """Returns what a server encrypts with."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.server, self.key)
        return context

    def fingerprint(self) -> str:
        """Returns the SHA-256 of the server's certificate as browsers show it."""
        loaded = x509.load_pem_x509_certificate(self.server.read_bytes())
        return loaded.fingerprint(hashes.SHA256()).hex(":").upper()


def make_certificate(
    folder: Path, names: Sequence[str], now: datetime | None = None
) -> Certificate:
    """Returns a certificate for ``names``, a new one where the one in ``folder`` does not do.

    Args:
        folder: keeps the files; made where it is missing.
        names: host names and addresses the server is reached by.
        now: the wall time; None for the present.

    Raises:
        DataError: the folder cannot be written, or holds something else.
    """
    moment = now or datetime.now(UTC)
    general = [_general_name(name) for name in names]
    certificate = Certificate(folder / "authority.pem", folder / "server.pem", folder / "key.pem")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        authority = _authority(certificate.authority, general, moment)
        if not _serves(certificate, authority, general, moment):
            _issue_server(certificate, authority, general, moment)
    except OSError as error:
        raise DataError(folder, f"the certificate cannot be kept: {error.strerror}") from error
    except (ValueError, TypeError) as error:
        raise DataError(folder, "holds no certificate; remove the folder to make one") from error
    return certificate


@dataclass(frozen=True, slots=True)
class _Authority:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def _authority(path: Path, names: Sequence[x509.GeneralName], now: datetime) -> _Authority:
    key_path = path.with_name("authority-key.pem")
    if path.exists() and key_path.exists():
        known = _Authority(_read_certificate(path), _read_key(key_path))
        if now < known.certificate.not_valid_after_utc - SERVER_LIFE and _covers(known, names):
            return known
    made = _make_authority(names, now)
    _write(key_path, _key_bytes(made.key), 0o600)
    _write(path, made.certificate.public_bytes(serialization.Encoding.PEM), 0o644)
    return made


def _make_authority(names: Sequence[x509.GeneralName], now: datetime) -> _Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    permitted = list(dict.fromkeys([*_ALWAYS, *(_subtree(name) for name in names)]))
    usage = x509.KeyUsage(digital_signature=False, key_cert_sign=True, crl_sign=True, **_OTHER_USES)
    builder = (
        _builder(_named(f"exermoted {now:%Y-%m-%d}"), key, now, AUTHORITY_LIFE)
        .issuer_name(_named(f"exermoted {now:%Y-%m-%d}"))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
    )
    return _Authority(builder.sign(key, hashes.SHA256()), key)


def _issue_server(
    certificate: Certificate,
    authority: _Authority,
    names: Sequence[x509.GeneralName],
    now: datetime,
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    usage = x509.KeyUsage(
        digital_signature=True, key_cert_sign=False, crl_sign=False, **_OTHER_USES
    )
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    builder = (
        _builder(_named("exermoted"), key, now, SERVER_LIFE)
        .issuer_name(authority.certificate.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(issuer, critical=False)
    )
    chain = (builder.sign(authority.key, hashes.SHA256()), authority.certificate)
    pem = b"".join(one.public_bytes(serialization.Encoding.PEM) for one in chain)
    _write(certificate.key, _key_bytes(key), 0o600)
    _write(certificate.server, pem, 0o644)


def _builder(
    subject: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SLACK)
        .not_valid_after(now - CLOCK_SLACK + life)
        .add_extension(identifier, critical=False)
    )


def _serves(
    certificate: Certificate,
    authority: _Authority,
    names: Sequence[x509.GeneralName],
    now: datetime,
) -> bool:
    if not (certificate.server.exists() and certificate.key.exists()):
        return False
    known = _read_certificate(certificate.server)
    own = known.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    issuer = known.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    wanted = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    in_time = known.not_valid_before_utc <= now < known.not_valid_after_utc - RENEWAL
    return in_time and set(own) >= set(names) and issuer == wanted


def _covers(authority: _Authority, names: Sequence[x509.GeneralName]) -> bool:
    found = authority.certificate.extensions.get_extension_for_class(x509.NameConstraints)
    permitted = found.value.permitted_subtrees or []
    return all(any(_lies_in(name, subtree) for subtree in permitted) for name in names)


def _lies_in(name: x509.GeneralName, subtree: x509.GeneralName) -> bool:
    if isinstance(name, x509.DNSName) and isinstance(subtree, x509.DNSName):
        return name.value == subtree.value or name.value.endswith("." + subtree.value)
    return (
        isinstance(name, x509.IPAddress)
        and isinstance(subtree.value, ipaddress.IPv4Network | ipaddress.IPv6Network)
        and name.value in subtree.value
    )


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _subtree(name: x509.GeneralName) -> x509.GeneralName:
    if not isinstance(name, x509.IPAddress):
        return name
    private = (network for network in _PRIVATE if name.value in network)
    return x509.IPAddress(next(private, ipaddress.ip_network(str(name.value))))


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _read_certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def _read_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{path} is no key of ours")
    return key


def _key_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(path: Path, content: bytes, mode: int) -> None:
    """Writes a file that is never seen by others or in part."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
    draft.replace(path)
