from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.dataset import Dataset, build_dataset
from models.networks import Model, load_keras
from models.rotations import rotation_about
from models.streamtraining import StreamSchedule, fit, make_sources
from models.tcn import Networks, slow_means
from models.training import Epoch
from models.vectors import MOVING, layout
from models.windows import Floats
from sessions.channels import nearable
from sessions.recording import Recording
from tests.fakes.moving import COLUMNS, moving
from tests.fakes.networks import SHORT, TINY, TWO_STEPS

TURN = rotation_about(np.array([0.0, 0.0, np.pi]))
CHEST = tuple(f"chest.acceleration_{axis}_g" for axis in "xyz")
pytestmark = [pytest.mark.train, pytest.mark.usefixtures("tensorflow")]


def dataset_of(recordings: Sequence[Recording], columns: Sequence[str] = COLUMNS) -> Dataset:
    vectors = layout(columns)
    return build_dataset(recordings, vectors.channels, vectors.optional)


def fitted(
    dataset: Dataset, schedule: StreamSchedule, logs: Path | None = None
) -> tuple[Networks, list[Epoch]]:
    told: list[Epoch] = []
    networks = fit(
        dataset.series,
        layout(dataset.channels),
        2 * len(dataset.classes) - 1,
        architecture=TINY,
        schedule=schedule,
        progress=told.append,
        logs=logs,
    )
    return networks, told


@pytest.fixture(scope="module")
def workouts() -> Dataset:
    """A minute of each of three people."""
    return dataset_of([moving(name, seed) for seed, name in enumerate("ABC", 1)])


@pytest.fixture(scope="module")
def trained(workouts: Dataset) -> tuple[Networks, list[Epoch]]:
    return fitted(workouts, SHORT)


def weights(networks: Networks) -> list[Floats]:
    models: tuple[Model, ...] = (networks.upright, networks.registration)
    return [each for model in models for each in model.get_weights()]


def test_training_learns(trained: tuple[Networks, list[Epoch]]) -> None:
    _, told = trained
    assert [epoch.number for epoch in told] == list(range(1, SHORT.epochs + 1))
    assert told[-1].loss < 0.7 * told[0].loss
    assert told[-1].accuracy > told[0].accuracy + 0.2


def test_both_networks_have_learnt(
    trained: tuple[Networks, list[Epoch]], workouts: Dataset
) -> None:
    networks, _ = trained
    series = workouts.series[0]
    means = slow_means(series.x[:, :3], TINY.registration.means_s, series.rate_hz)
    assert networks.registration is not None
    logits, upright = networks.registration([series.x[np.newaxis], means[np.newaxis]])
    delay = networks.answers.delays_steps[0]
    for said in (networks.upright(series.x[np.newaxis]), logits):
        phases = np.array(said)[0, delay:, 0].argmax(axis=1)
        is_moving = series.phases[:-delay] > 0  # half of the time
        assert ((phases > 0) == is_moving).mean() > 0.7
    gravity = np.array(upright)[0, networks.delay_steps :, :3]
    wanted = series.x[: -networks.delay_steps, :3]
    assert ((gravity - wanted) ** 2).mean() < 0.8 * wanted.var(axis=0).mean()


def test_the_same_seed_gives_the_same_networks(workouts: Dataset) -> None:
    one, again, other = (fitted(workouts, replace(TWO_STEPS, seed=seed)) for seed in (1, 1, 2))
    assert again[1] == one[1] != other[1]
    for here, there in zip(weights(again[0]), weights(one[0]), strict=True):
        np.testing.assert_array_equal(here, there)


def test_weights_are_averaged(workouts: Dataset) -> None:
    """With nothing but the first of them in the average they have hardly moved."""
    schedule = replace(TWO_STEPS, epochs=6, rising_steps=3)
    averaged, _ = fitted(workouts, replace(schedule, average=1.0))
    latest, _ = fitted(workouts, replace(schedule, average=0.0))
    load_keras().utils.set_random_seed(schedule.seed)
    frames = np.concatenate([series.x for series in workouts.series])
    start = TINY.build(averaged.layout, frames, averaged.answers.outputs, workouts.rate_hz)
    first_step = 1.5 * schedule.rate / 10
    assert 0 < moved(averaged, start) < first_step < moved(latest, start)


def moved(networks: Networks, start: Networks) -> float:
    pairs = zip(weights(networks), weights(start), strict=True)
    return float(max(np.abs(one - other).max() for one, other in pairs))


def test_what_no_device_says_how_it_moves_is_learnt_without_registration(tmp_path: Path) -> None:
    recordings = [
        moving(name, seed, others=[nearable("chest")]) for seed, name in [(1, "A"), (2, "B")]
    ]
    networks, told = fitted(dataset_of(recordings, CHEST), TWO_STEPS, tmp_path)
    assert networks.registration is None
    assert networks.layout.channels == CHEST
    assert np.isfinite(told[0].loss)
    assert list(tmp_path.rglob("events.out.tfevents.*"))


def test_recordings_are_turned_upright_by_their_labels() -> None:
    people = [moving(name, seed, duration_s=180.0) for seed, name in enumerate("ABCDE")]
    worn = [*people[:-1], moving("E", 4, duration_s=180.0, rotation=TURN)]
    plain, found = (
        make_sources(dataset_of(each).series, layout(COLUMNS), TINY) for each in (people, worn)
    )
    for one, other in zip(plain, found, strict=True):
        np.testing.assert_allclose(other.x, one.x, atol=0.05)
        np.testing.assert_allclose(other.means, one.means, atol=0.05)
        np.testing.assert_allclose(other.means[0], np.tile(other.x[0, :3], 2), atol=1e-5)
        np.testing.assert_array_equal(one.phases, other.phases)
    np.testing.assert_allclose(found[4].x, dataset_of(people).series[4].x, atol=0.05)


def test_rows_that_cannot_be_completed_are_left_out_and_other_sensors_are_not_turned() -> None:
    recording = moving(rotation=TURN, others=[nearable("chest")])
    series = dataset_of([recording], [*COLUMNS, *CHEST]).series[0]
    lacking = replace(series, x=series.x.copy())
    lacking.x[:30], lacking.x[100:200, MOVING:] = np.nan, np.nan
    (source,) = make_sources([lacking], layout([*COLUMNS, *CHEST]), TINY)
    assert len(source.x) == len(source.phases) == len(source.means) == 600 - 30
    assert not np.isnan(source.x[:, :MOVING]).any()
    np.testing.assert_array_equal(source.x[:, MOVING:], lacking.x[30:, MOVING:])


def test_without_a_moving_device_nothing_is_turned() -> None:
    series = dataset_of([moving(rotation=TURN, others=[nearable("chest")])], CHEST).series
    (source,) = make_sources(series, layout(CHEST), TINY)
    np.testing.assert_array_equal(source.x, series[0].x)
    assert source.means.shape == (600, 0)
