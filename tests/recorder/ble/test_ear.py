from recorder.ble.ear import Ear
from recorder.decoders import BUILT_IN

NEARABLE = bytes.fromhex("011efe427eb6f4bc2f040168a1aafe05c1452553")
RUUVI = bytes.fromhex("0512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F")
EAR = Ear(BUILT_IN)


def kinds(manufacturer_data: dict[int, bytes]) -> list[str]:
    return [decoder.kind for decoder, _ in EAR.packets(manufacturer_data)]


def test_a_packet_is_known_by_its_company() -> None:
    assert kinds({0x015D: NEARABLE}) == ["nearable"]
    assert kinds({0x0499: RUUVI, 0x004C: b"an iBeacon"}) == ["ruuvi"]


def test_what_others_advertise_is_nothing_to_us() -> None:
    assert kinds({}) == []
    assert kinds({0x004C: NEARABLE}) == []


def test_other_products_of_the_same_company_are_not_malformed_packets_of_this_one() -> None:
    assert kinds({0x015D: b"\x02" + NEARABLE[1:]}) == []
    assert kinds({0x0499: b"\x03" + RUUVI[1:]}) == []


def test_what_is_connected_to_is_known_by_its_name() -> None:
    assert getattr(EAR.kind_called("WT901BLE67"), "kind", None) == "witmotion"
    assert EAR.kind_called("Somebody's headphones") is None
    assert EAR.kind_called(None) is None
