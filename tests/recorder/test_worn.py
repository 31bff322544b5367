import pytest

from recorder.worn import parse_worn
from sessions.channels import nearable
from sessions.errors import UsageError


def test_a_bare_identifier_is_a_nearable() -> None:
    (sensor,) = parse_worn({"right_hand": "15B97F918A0F190E"})
    assert sensor.identifier == "15b97f918a0f190e"
    assert sensor.stream == nearable("right_hand")


def test_another_kind_is_named_before_its_address() -> None:
    (sensor,) = parse_worn({"chest": "witmotion:CB:B8:33:4C:88:4F"})
    assert (sensor.decoder.kind, sensor.identifier) == ("witmotion", "cbb8334c884f")
    assert "chest.rotation_x_rad_s" in [channel.column for channel in sensor.stream.channels]


@pytest.mark.parametrize(
    "text", ["15b97f918a0f190e", "witmotion:cbb8334c884f", "ruuvi:cbb8334c884f"]
)
def test_a_sensors_text_is_read_back(text: str) -> None:
    (sensor,) = parse_worn({"belly": text})
    assert sensor.text == text


@pytest.mark.parametrize(
    ("sensors", "complaint"),
    [
        ({"chest": "15b9"}, "'15b9' is no Nearable"),
        ({"chest": "CB:B8:33:4C:88:4F"}, "no sensors of kind 'CB' at chest"),
        ({"chest": "ruuvi:15b97f918a0f190e"}, "no Bluetooth address"),
        (
            {"right_hand": "15b97f918a0f190e", "chest": "15B97F918A0F190E"},
            "at right_hand and chest",
        ),
    ],
)
def test_what_cannot_be_worn_is_refused(sensors: dict[str, str], complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        parse_worn(sensors)
