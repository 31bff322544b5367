import stat
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from recorder.phone.certificate import RENEWAL, SERVER_LIFE, make_certificate
from sessions.errors import DataError

NAMES = ("recorder.local", "192.168.1.20")
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tls"


def test_it_is_made_once_for_the_names_asked(folder: Path) -> None:
    made = make_certificate(folder, NAMES, NOW)
    content = made.server.read_bytes()
    own = x509.load_pem_x509_certificate(content).extensions
    names = own.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["recorder.local"]
    assert [str(a) for a in names.get_values_for_type(x509.IPAddress)] == ["192.168.1.20"]
    assert make_certificate(folder, NAMES[:1], NOW).server.read_bytes() == content
    made.context()
    assert len(made.fingerprint()) == 3 * 32 - 1


def test_keys_are_for_their_owner_alone(folder: Path) -> None:
    made = make_certificate(folder, NAMES, NOW)
    for key in (made.key, folder / "authority-key.pem"):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_a_new_address_or_age_makes_a_new_one_that_a_phone_trusts_already(folder: Path) -> None:
    first = make_certificate(folder, NAMES, NOW)
    authority, server = first.authority.read_bytes(), first.server.read_bytes()
    moved = make_certificate(folder, (*NAMES, "10.0.0.7"), NOW)
    assert moved.server.read_bytes() != server
    server = moved.server.read_bytes()
    later = make_certificate(folder, NAMES, NOW + SERVER_LIFE - RENEWAL)
    assert later.server.read_bytes() != server
    assert later.authority.read_bytes() == authority


def test_the_authority_can_vouch_for_nothing_but_private_places(folder: Path) -> None:
    made = make_certificate(folder, NAMES, NOW)
    loaded = x509.load_pem_x509_certificate(made.authority.read_bytes())
    constraints = loaded.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    permitted = {str(subtree.value) for subtree in constraints.value.permitted_subtrees or []}
    assert {"local", "recorder.local", "192.168.0.0/16"} <= permitted
    assert not permitted & {"", "com", "0.0.0.0/0"}


def test_a_name_outside_makes_a_new_authority(folder: Path) -> None:
    first = make_certificate(folder, NAMES, NOW).authority.read_bytes()
    second = make_certificate(folder, ("exermote.test",), NOW).authority.read_bytes()
    assert first != second
    assert make_certificate(folder, ("exermote.test",), NOW).authority.read_bytes() == second


def test_openssl_finds_the_chain_in_order(folder: Path) -> None:
    made = make_certificate(folder, ("127.0.0.1",))
    command = [
        "openssl",
        "verify",
        "-x509_strict",
        "-CAfile",
        str(made.authority),
        str(made.server),
    ]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_the_server_s_life_is_what_browsers_accept() -> None:
    assert timedelta(days=398) > SERVER_LIFE


def test_other_files_in_the_folder_are_not_taken_for_ours(folder: Path) -> None:
    made = make_certificate(folder, NAMES, NOW)
    made.authority.write_text("no certificate")
    with pytest.raises(DataError, match="holds no certificate"):
        make_certificate(folder, NAMES, NOW)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="cannot be kept"):
        make_certificate(tmp_path / "file" / "tls", NAMES, NOW)
