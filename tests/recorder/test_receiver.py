import math
from dataclasses import replace

from recorder.decoders import all_decoders
from recorder.packets.nearable import Nearable, encode
from recorder.receiver import STRANGERS_LIMIT, Receiver
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


def test_a_stranger_is_heard_too() -> None:
    receiver = Receiver({})
    receiver.receive(encode(HAND), -62, 1.0)
    stranger = receiver.heard[HAND.identifier]
    assert (stranger.place, stranger.packets, stranger.rssi_dbm) == (None, 1, -62)


def test_strangers_do_not_fill_the_memory_and_leave_room_for_what_is_worn() -> None:
    receiver = Receiver(PLACES)
    for number in range(STRANGERS_LIMIT + 10):
        receiver.receive(encode(replace(HAND, identifier=f"{number:016x}")), -62, 1.0)
    receiver.receive(encode(HAND), -62, 1.0)
    assert len(receiver.heard) == STRANGERS_LIMIT + 1
    assert HAND.identifier in receiver.heard


def test_a_sensor_is_called_by_its_address_where_its_packet_does_not_tell() -> None:
    receiver = Receiver({"cbb8334c884f": "chest"}, all_decoders()["witmotion"])
    packet = bytes.fromhex("5561000800f800080040000000c0002000e00040")
    sample = receiver.receive(packet, math.nan, 2.0, "cbb8334c884f")
    assert sample is not None
    assert (sample.stream, sample.values[:3], len(sample.values)) == ("chest", (1.0, -1.0, 1.0), 9)


def test_one_that_waits_to_be_connected_to_is_met() -> None:
    receiver = Receiver({}, all_decoders()["witmotion"])
    receiver.meet("cbb8334c884f", -70, 1.0)
    receiver.meet("cbb8334c884f", -65, 2.0)
    waiting = receiver.heard["cbb8334c884f"]
    assert (waiting.packets, waiting.rssi_dbm, waiting.last_s) == (0, -65, 2.0)
