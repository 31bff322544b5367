from recorder.packets.nearable import Nearable, encode
from recorder.receiver import Receiver
from sessions.frames import Sample

HAND = Nearable(
    identifier="15b97f918a0f190e",
    hardware=4,
    firmware=1,
    temperature_c=22.5,
    is_moving=True,
    battery_v=2.4,
    battery_under_load=True,
    acceleration_g=(0.5, -1.0, 0.25),
    current_state_s=3,
    previous_state_s=60,
    power=0x53,
)
PLACES = {"15b97f918a0f190e": "right_hand"}


def test_an_advertisement_becomes_a_sample_of_its_place() -> None:
    receiver = Receiver(PLACES)
    sample = receiver.receive(encode(HAND), -62, 1.5)
    assert sample == Sample("right_hand", 1.5, (0.5, -1.0, 0.25, -62.0))
    assert not receiver.refused


def test_what_gives_no_sample_is_counted_by_its_reason() -> None:
    receiver = Receiver({})
    assert receiver.receive(encode(HAND), -62, 0.0) is None
    assert receiver.receive(encode(HAND), -127, 0.1) is None
    assert receiver.receive(b"\x01\x02", -62, 0.2) is None
    assert receiver.refused == {"unknown": 1, "stale": 1, "malformed": 1}
