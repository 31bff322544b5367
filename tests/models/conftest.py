import pytest

from models.dataset import Dataset, build_dataset
from models.splits import Fold
from models.training import Schedule, Trained, train
from tests.fakes.networks import CHANNELS, SMALL, WINDOWING
from tests.fakes.recordings import swinging


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """Three people's workouts of a minute."""
    return build_dataset([swinging(name, seed) for seed, name in enumerate("ABC", 1)], CHANNELS)


@pytest.fixture(scope="session")
def trained(tensorflow: None, dataset: Dataset) -> Trained:  # noqa: ARG001 # skips without it
    """A small network after three epochs."""
    return train(
        dataset,
        Fold(("A",), "B", "C"),
        architecture=SMALL,
        windowing=WINDOWING,
        schedule=Schedule(epochs=3, batch=20),
    )
