import pytest

from models.searchspace import PACKAGED, SPACE, configured
from models.streamtraining import StreamSchedule
from models.tcn import StreamingTcn


def test_the_packaged_parameters_are_those_that_training_takes_by_default() -> None:
    assert configured(PACKAGED) == (StreamingTcn(), StreamSchedule())


@pytest.mark.parametrize("name", SPACE)
def test_a_range_holds_the_packaged_value_and_its_steps_meet_it(name: str) -> None:
    each = SPACE[name]
    assert each.low <= each.packaged <= each.high
    if each.step is not None:
        assert (each.packaged - each.low) % each.step == (each.high - each.low) % each.step == 0


@pytest.mark.parametrize("name", SPACE)
def test_every_parameter_changes_something(name: str) -> None:
    assert configured({**PACKAGED, name: SPACE[name].low}) != configured(PACKAGED)


def test_the_smallest_network_sees_more_than_the_longest_delay() -> None:
    architecture, _ = configured({name: each.low for name, each in SPACE.items()})
    assert architecture.upright.tcn.field_steps > 10 * max(architecture.delays_s)
