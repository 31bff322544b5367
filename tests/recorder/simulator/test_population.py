from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recorder.simulator.population import (
    CHANNELS,
    GRAVITY,
    PACKAGED,
    SPREADS,
    load_population,
    packaged_population,
    save_population,
)
from recorder.simulator.timeline import KNOTS
from sessions.channels import PLACES
from sessions.errors import DataError, SourceError

LARGEST_BYTES = 300_000


def test_the_packaged_population_knows_the_built_in_exercises_and_every_place() -> None:
    population = packaged_population()
    assert set(population.movements) == {"Burpee", "Situp", "Squat"}
    assert set(population.links) == set(PLACES)
    for movement in population.movements.values():
        assert movement.curves.shape == (4, KNOTS, CHANNELS)
        assert movement.spread.shape == (KNOTS, SPREADS)
        assert np.isfinite(movement.curves).all()
        assert np.linalg.norm(movement.curves[..., GRAVITY], axis=-1) == pytest.approx(1, abs=0.01)


def test_the_packaged_population_is_small() -> None:
    assert PACKAGED.stat().st_size < LARGEST_BYTES


def test_an_unknown_exercise_is_named_with_those_that_are_known() -> None:
    with pytest.raises(SourceError, match=r"'Lunge' \(known: Burpee, Situp, Squat\)"):
        packaged_population().movement("Lunge")


def test_people_can_be_taught() -> None:
    squat = packaged_population().movement("Squat")
    taught = packaged_population().taught({"Lunge": squat})
    assert taught.movement("Lunge") is squat
    assert "Lunge" not in packaged_population().movements


def test_a_population_is_read_as_it_was_written(tmp_path: Path) -> None:
    save_population(packaged_population(), tmp_path / "copy.npz")
    copy = load_population(tmp_path / "copy.npz")
    assert copy.jitter_s == packaged_population().jitter_s
    assert np.array_equal(
        copy.movement("Squat").curves, packaged_population().movement("Squat").curves
    )
    assert (tmp_path / "copy.npz").read_bytes() == PACKAGED.read_bytes()


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_population_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "people.npz"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"people\.npz: is not a population"):
        load_population(path)


def test_arrays_of_another_shape_are_refused(tmp_path: Path) -> None:
    squat = packaged_population().movement("Squat")
    short = replace(squat, curves=squat.curves[:, :10])
    save_population(packaged_population().taught({"Squat": short}), tmp_path / "people.npz")
    with pytest.raises(DataError, match="'Squat' have another shape"):
        load_population(tmp_path / "people.npz")
