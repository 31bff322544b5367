import math
from pathlib import Path

import pytest

from recorder.decoder import Advertised, Decoder, Notified
from recorder.decoders import BUILT_IN, GROUP, NEARABLE, all_decoders, plain_address
from sessions.channels import Stream
from sessions.errors import PacketError, UsageError

PACKETS = {
    "nearable": "011efe427eb6f4bc2f040168a1aafe05c1452553",
    "ruuvi": "0512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F",
    "witmotion": "5561000800f800080040000000c0002000e00040",
}


@pytest.mark.parametrize("decoder", BUILT_IN, ids=lambda decoder: decoder.kind)
def test_each_kind_gives_what_its_stream_holds(decoder: Decoder) -> None:
    reading = decoder.decode(bytes.fromhex(PACKETS[decoder.kind]))
    columns = [channel.column for channel in decoder.stream("chest").channels]
    signal = columns[-1:] == ["chest.rssi_dbm"]
    assert columns[:3] == [f"chest.acceleration_{axis}_g" for axis in "xyz"]
    assert len(reading.values) == len(columns) - signal
    assert signal == isinstance(decoder.carrier, Advertised)


@pytest.mark.parametrize("decoder", BUILT_IN, ids=lambda decoder: decoder.kind)
def test_each_kind_refuses_what_is_none_of_its_packets(decoder: Decoder) -> None:
    with pytest.raises(PacketError):
        decoder.decode(b"")


def test_a_passive_scan_looks_for_a_nearables_company_and_frame_type() -> None:
    assert NEARABLE.carrier.pattern == bytes.fromhex("5d0101")


def test_the_published_nearable() -> None:
    reading = NEARABLE.decode(bytes.fromhex(PACKETS["nearable"]))
    assert reading.identifier == "1efe427eb6f4bc2f"
    assert reading.values == (-2 / 64, 5 / 64, -63 / 64)
    assert (reading.battery_v, reading.temperature_c, reading.is_moving) == (2.4, 22.5, False)


def test_a_ruuvi_without_acceleration_says_nan() -> None:
    ruuvi = all_decoders()["ruuvi"]
    reading = ruuvi.decode(bytes.fromhex("058000FFFFFFFF800080008000FFFFFFFFFFFFFFFFFFFFFF"))
    assert all(math.isnan(axis) for axis in reading.values)
    assert reading.identifier is None


@pytest.mark.parametrize("text", ["CB:B8:33:4C:88:4F", "cb-b8-33-4c-88-4f", " cbb8334c884f "])
def test_an_address_is_kept_in_one_way(text: str) -> None:
    assert plain_address(text) == "cbb8334c884f"


@pytest.mark.parametrize("text", ["", "15b97f918a0f190e", "CB:B8:33:4C:88", "right hand"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no Bluetooth address"):
        plain_address(text)


THEIRS = """
from recorder.decoder import Notified, Reading
from sessions.channels import Channel, Stream

class Theirs:
    kind = "theirs"
    carrier = Notified(("THEIRS",), "0000abcd-0000-1000-8000-00805f9a34fb")

    def identifier(self, text):
        return text

    def stream(self, place):
        return Stream(place, (Channel(place, "acceleration_x", "g"),), 1.0)

    def decode(self, payload):
        return Reading((payload[0] / 64,))

DECODER = Theirs()
NO_DECODER = object()
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somebody else's package, installed; its entry points are still to be written."""
    (tmp_path / "their_sensors.py").write_text(THEIRS)
    info = tmp_path / "their_sensors-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: their-sensors\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    return info / "entry_points.txt"


def test_somebody_elses_package_adds_a_kind(package: Path) -> None:
    package.write_text(f"[{GROUP}]\ntheirs = their_sensors:DECODER\n")
    theirs = all_decoders()["theirs"]
    assert isinstance(theirs.carrier, Notified)
    assert isinstance(theirs.stream("belly"), Stream)
    assert theirs.decode(b"\x40").values == (1.0,)


@pytest.mark.parametrize(
    ("target", "complaint"),
    [
        ("no_such_module:DECODER", "their-sensors cannot be used: No module"),
        ("their_sensors:MISSING", "their-sensors cannot be used"),
        ("their_sensors:NO_DECODER", "their-sensors are no decoder"),
    ],
)
def test_a_broken_package_is_named(package: Path, target: str, complaint: str) -> None:
    package.write_text(f"[{GROUP}]\ntheirs = {target}\n")
    with pytest.raises(UsageError, match=complaint):
        all_decoders()
