from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from exermoted.judging import figures_of, judge
from exermoted.streamrecipe import StreamRecipe
from exermoted.streamsettings import Settings, settings_of
from exermoted.training import Made, Plan
from inference.engine import TFLiteEngine
from models.card import MODEL_NAME, CounterSettings, read_card
from models.training import Epoch
from models.vectors import MOVING
from sessions.channels import PHONE, nearable
from sessions.errors import DataError, UsageError
from sessions.recording import Recording
from tests.fakes.engines import card
from tests.fakes.moving import COLUMNS, moving
from tests.fakes.networks import TINY, TWO_STEPS

PEOPLE = ("Ada", "Bob", "Cy")
PHONE_COLUMNS = tuple(channel.column for channel in PHONE.channels)
GIVEN = Settings((0.5, 1.0, 2.0), CounterSettings(steps={"Situp": 3, "Squat": 4}))


def workouts(people: Sequence[str] = PEOPLE) -> list[Recording]:
    return [moving(name, seed) for seed, name in enumerate(people, 1)]


def recipe(
    recordings: Sequence[Recording],
    channels: tuple[str, ...] = PHONE_COLUMNS,
    shown: list[str] | None = None,
) -> StreamRecipe:
    """Two epochs of a step each of a tiny network."""
    titles = [] if shown is None else shown

    @contextmanager
    def noted(title: str) -> Iterator[Callable[[Epoch], None]]:
        titles.append(title)
        yield lambda _: None

    plan = Plan(recordings, channels, "tcn", licence="mine", limits="made up")
    return StreamRecipe(plan, TINY, TWO_STEPS, noted)


@pytest.fixture(scope="module")
def tuned(
    tensorflow: None,  # noqa: ARG001 # skips without it
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Made, list[str]]:
    """A model that has left Cy out, tuned on the two others; and the networks it took."""
    titles: list[str] = []
    making = recipe(workouts(), shown=titles)
    made = making.make(tmp_path_factory.mktemp("tuned") / "m", held_out="Cy", command="train me")
    return made, titles


@pytest.mark.train
def test_a_card_says_what_the_network_takes_and_where_it_comes_from(
    tuned: tuple[Made, list[str]],
) -> None:
    made = tuned[0].card
    assert (made.channels, made.optional) == (COLUMNS, COLUMNS[6:])
    assert (made.streaming, made.phases, made.window_steps) == (True, True, 27)
    assert (made.delays_steps, made.delay_steps) == ((5, 10, 20), 20)
    assert made.mounting is not None
    assert (made.mounting.delay_steps, made.mounting.rotation_scale_rad_s) == (10, 3.0)
    assert (made.people, made.held_out) == (("Ada", "Bob"), ("Cy",))
    assert (made.command, made.licence, made.limits) == ("train me", "mine", "made up")
    assert len(made.temperatures) == 3
    assert {"exermoted", "keras", "tensorflow", "numpy"} <= set(made.versions)


@pytest.mark.train
def test_each_person_who_is_not_held_out_is_left_out_to_tune_it(
    tuned: tuple[Made, list[str]],
) -> None:
    made, titles = tuned
    assert titles == ["without Ada and Cy", "without Bob and Cy", "without Cy"]
    assert made.card.temperatures != (1.0, 1.0, 1.0)
    assert made.epochs == 2


@pytest.mark.train
def test_its_figures_are_those_of_what_was_written(tuned: tuple[Made, list[str]]) -> None:
    made, _ = tuned
    engine = TFLiteEngine(made.folder)
    without = [msgspec.structs.replace(each, metrics={}) for each in (engine.card, made.card)]
    assert without[0] == without[1]
    figures = figures_of([judge(engine, workouts()[2])]).everyone
    assert made.card.metrics == msgspec.to_builtins(made.score)
    assert made.score is not None
    error = figures.expected_calibration_error
    assert made.score.expected_calibration_error == pytest.approx(error, abs=1e-6)
    assert replace(made.score, expected_calibration_error=error) == figures


@pytest.mark.train
def test_whoever_is_held_out_changes_nothing(tuned: tuple[Made, list[str]], tmp_path: Path) -> None:
    ada, bob, _ = workouts()
    other = moving("Cy", 8)
    taken = settings_of(tuned[0].card, TINY)
    again = recipe([ada, bob, other]).make(
        tmp_path / "m", held_out="Cy", command="train me", settings=taken
    )
    assert (again.folder / MODEL_NAME).read_bytes() == (tuned[0].folder / MODEL_NAME).read_bytes()
    assert again.card.metrics != tuned[0].card.metrics
    assert msgspec.structs.replace(again.card, metrics=tuned[0].card.metrics) == tuned[0].card


@pytest.mark.train
@pytest.mark.usefixtures("tensorflow")
def test_each_person_is_held_out_in_a_place_of_their_own(tmp_path: Path) -> None:
    places = {name: tmp_path / name for name in ("Ada", "Bob")}
    titles: list[str] = []
    commands = {name: f"train without {name}" for name in places}
    made = recipe(workouts(["Ada", "Bob"]), shown=titles).make_each(places, commands)
    assert titles == ["without Ada", "without Bob"]
    for name, one in zip(places, made, strict=True):
        assert (one.card.held_out, one.card.command) == ((name,), f"train without {name}")
        assert read_card(places[name]).metrics["recordings"] == 1


@pytest.mark.train
@pytest.mark.usefixtures("tensorflow")
def test_nobody_can_be_left_out_of_one_person_s_recordings(tmp_path: Path) -> None:
    titles: list[str] = []
    beside = [moving("Ada", 1, others=[nearable("chest")]), moving("Ada", 2)]
    chest = tuple(f"chest.acceleration_{axis}_g" for axis in "xyz")
    made = recipe(beside, (*chest, *PHONE_COLUMNS), titles).make(
        tmp_path / "m", held_out=None, command=""
    )
    assert titles == ["everyone"]
    assert made.card.temperatures == (1.0, 1.0, 1.0)
    assert (made.score, made.card.metrics, made.card.held_out) == (None, {}, ())
    assert made.card.channels == (*COLUMNS, *chest)
    assert made.card.optional == (*COLUMNS[6:], *chest)
    assert TFLiteEngine(made.folder).takes["sample"] == (MOVING + 3,)


def test_settings_are_those_of_a_model_that_gives_the_same_answers() -> None:
    streaming = msgspec.structs.replace(
        card(window_steps=30, delay_steps=20),
        streaming=True,
        phases=True,
        delays_steps=(5, 10, 20),
        temperatures=GIVEN.temperatures,
        counter=GIVEN.counter,
    )
    assert settings_of(streaming, TINY) == GIVEN
    with pytest.raises(UsageError, match="a model of threshold has no settings for this network"):
        settings_of(card(), TINY)
    with pytest.raises(UsageError, match="has no settings for this network"):
        settings_of(streaming, replace(TINY, delays_s=(0.5, 1.0)))


def test_without_any_vector_there_is_nothing_to_look_at() -> None:
    with pytest.raises(UsageError, match="tcn looks at vectors, and there is none"):
        recipe(workouts(), ("phone.yaw_rad",))


def test_a_recording_shorter_than_the_field_is_told() -> None:
    whole = moving("Dee", 4)
    short = replace(whole, frames=whole.frames[:9], labels=whole.labels[:9])
    with pytest.raises(DataError, match="has 9 frames, fewer than a window \\(27\\)"):
        recipe([*workouts(), short])


def test_at_a_rate_at_which_the_network_sees_too_little_nothing_is_begun() -> None:
    fast = [moving(name, seed, rate_hz=20.0) for seed, name in enumerate(PEOPLE, 1)]
    with pytest.raises(UsageError, match=r"tcn sees 27 frames, 1\.4 s at 20 Hz"):
        recipe(fast)


def test_a_recording_that_does_not_fit_is_told_even_of_whoever_is_held_out() -> None:
    with pytest.raises(DataError, match="has 20 frames a second, the first recording 10"):
        recipe([*workouts(), moving("Dee", 4, rate_hz=20.0)])


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(UsageError, match="which is no model"):
        recipe(workouts()).make(tmp_path, held_out=None, command="")
