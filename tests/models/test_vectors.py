from models.vectors import MOVING, Layout, layout
from sessions.channels import PHONE, accelerometer, inertial
from tests.fakes.moving import COLUMNS

PHONE_COLUMNS = [channel.column for channel in PHONE.channels]
CHEST = [channel.column for channel in accelerometer("chest", 2.0).channels]
BELLY = [channel.column for channel in inertial("belly", 2.0).channels]
CHEST_ACCELERATION = tuple(f"chest.acceleration_{axis}_g" for axis in "xyz")


def test_a_phone_says_how_it_moves_and_its_angles_are_left_out() -> None:
    assert layout(PHONE_COLUMNS) == Layout(COLUMNS, moving=True)
    assert len(COLUMNS) == MOVING


def test_the_device_that_says_how_it_moves_comes_first() -> None:
    found = layout([*CHEST, *PHONE_COLUMNS])
    assert found == Layout((*COLUMNS, *CHEST_ACCELERATION), moving=True)


def test_a_sensor_that_lacks_gravity_does_not_say_how_it_moves() -> None:
    found = layout([*BELLY, *CHEST])
    assert not found.moving
    assert found.channels[:6] == tuple(
        f"belly.{quantity}_{axis}_{unit}"
        for quantity, unit in (("acceleration", "g"), ("rotation", "rad_s"))
        for axis in "xyz"
    )
    assert found.channels[6:] == CHEST_ACCELERATION


def test_of_two_devices_that_do_the_first_is_followed() -> None:
    watch = [column.replace("phone.", "watch.") for column in PHONE_COLUMNS]
    found = layout([*watch, *PHONE_COLUMNS])
    assert found.moving
    assert found.channels[:MOVING] == tuple(c.replace("phone.", "watch.") for c in COLUMNS)
    assert found.channels[MOVING:] == COLUMNS


def test_a_vector_without_all_of_its_axes_is_none() -> None:
    lacking = [column for column in PHONE_COLUMNS if column != "phone.rotation_y_rad_s"]
    assert layout(lacking) == Layout(COLUMNS[:6], moving=False)
    assert layout(["chest.rssi_dbm", "phone.yaw_rad"]) == Layout((), moving=False)


def test_gravity_and_acceleration_of_what_moves_are_needed_and_nothing_else() -> None:
    found = layout([*PHONE_COLUMNS, *CHEST])
    assert found.optional == (*COLUMNS[6:], *CHEST_ACCELERATION)
    assert layout(CHEST).optional == ()
