import math

from rich.console import Console

from exermoted.phonewatch import COMPUTED, GIVEN, MISSING, PhoneWatch
from recorder.phone.intake import Refusal, Report
from recorder.phone.reading import Convention, Quantity
from sessions.channels import PHONE
from sessions.frames import Sample

NOWHERE = (math.nan,) * 3
WITHOUT_ROTATION = (*(0.0, -1.0, 0.0), *(0.1, 0.2, 0.3), *(1.5, 0.0, 0.0), *NOWHERE)


def report(samples: int, refused: int = 0) -> Report:
    readings = {Quantity.ACCELERATION: samples, Quantity.TOTAL: samples}
    return Report(
        readings,
        samples,
        {Refusal.MALFORMED: refused} if refused else {},
        {},
        "a phone",
        Convention.ANDROID,
        -12.5,
    )


def watched() -> PhoneWatch:
    """A phone that has sent 60 samples a second for two seconds."""
    watch = PhoneWatch()
    sample = Sample(PHONE.name, 1.0, WITHOUT_ROTATION)
    for quarter in range(9):
        watch.look(quarter / 4, report(quarter * 15, refused=3), [sample], ["phone: it is there"])
    return watch


def test_rates_are_those_of_the_last_seconds() -> None:
    state = watched().state()
    assert state.samples_hz == 60.0
    assert state.readings_hz == {"acceleration": 60.0, "acceleration with gravity": 60.0}
    assert (state.device, state.convention, state.clock_offset_s) == ("a phone", "android", -12.5)
    assert state.refused == {"malformed": 3}


def test_what_is_computed_or_missing_in_a_sample_is_said() -> None:
    assert watched().state().channels == {
        "gravity": COMPUTED,
        "acceleration": GIVEN,
        "attitude": COMPUTED,
        "rotation": MISSING,
    }


def test_a_phone_that_went_is_missing_altogether() -> None:
    watch = watched()
    for later_s in (10.0, 11.0):
        watch.look(later_s, report(120), [], [])
    assert set(watch.state().channels.values()) == {MISSING}


def test_before_anything_has_arrived_it_waits() -> None:
    watch = PhoneWatch()
    assert watch.line() == "nothing arrives"
    assert watch.state().device is None


def test_it_can_be_looked_at() -> None:
    console = Console(width=100)
    with console.capture() as capture:
        console.print(watched().render())
    shown = capture.get()
    for words in ("60.0 Hz", COMPUTED, MISSING, "android", "3 × malformed", "it is there"):
        assert words in shown
    assert "acceleration 60.0 Hz" in watched().line()
    assert "refused: 3 malformed" in watched().line()
