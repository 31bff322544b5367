import pytest

from sessions.channels import PHONE, STREAMS, channels_of, nearable, select
from sessions.errors import UsageError

COLUMNS = [channel.column for channel in channels_of(STREAMS)]


def test_there_are_twelve_channels_of_the_phone_and_four_of_each_nearable() -> None:
    assert len(PHONE.channels) == 12
    assert [len(stream.channels) for stream in STREAMS] == [12, 4, 4, 4, 4, 4, 4]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ("phone", 12),
        ("phone.gravity", 3),
        ("phone.pitch_rad", 1),
        ("phone, right_hand", 16),
        ("right_hand.acceleration,left_foot.rssi_dbm", 4),
    ],
)
def test_channels_are_chosen_by_stream_group_or_column(wanted: str, count: int) -> None:
    assert len(select(COLUMNS, wanted)) == count


def test_the_order_is_that_of_the_columns() -> None:
    chosen = select(COLUMNS, "right_hand.rssi,phone.gravity")
    assert chosen == (
        "phone.gravity_x_g",
        "phone.gravity_y_g",
        "phone.gravity_z_g",
        "right_hand.rssi_dbm",
    )


@pytest.mark.parametrize("wanted", ["knee", "", " , ", "phone.grav"])
def test_a_channel_that_is_not_there_is_named(wanted: str) -> None:
    with pytest.raises(UsageError, match="channel"):
        select(COLUMNS, wanted)


def test_a_stream_is_called_as_its_place() -> None:
    assert nearable("chest").age_column == "chest.age_s"
