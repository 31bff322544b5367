from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models import augment
from models.crops import Augmentation, Batch, Crops, Source
from models.tcn import slow_means
from models.vectors import MOVING
from models.windows import Floats
from tests.fakes.moving import MOVEMENTS, RATE_HZ, swung
from tests.fakes.networks import UNCHANGED

ROWS, STEPS, MEANS_S = 120, 40, (3.0, 20.0)
CLOCK = MOVING
"""The channel that tells the row."""


def source(rows: int = ROWS, sensors: int = 2) -> Source:
    """Somebody who moves all the time; the phase and all of the sensors tell the row."""
    read = swung(np.arange(rows) % 30 / 30, RATE_HZ / 30, MOVEMENTS["Situp"]).astype(np.float32)
    others = np.tile(np.arange(rows, dtype=np.float32)[:, np.newaxis], 3 * sensors)
    means = slow_means(read[:, :3], MEANS_S, RATE_HZ)
    return Source(np.concatenate([read, others], axis=1), np.arange(rows), means)


def crops(how: Augmentation, seed: int = 1, sources: Sequence[Source] = (source(),)) -> Crops:
    return Crops(
        sources,
        steps=STEPS,
        rate_hz=RATE_HZ,
        means_s=MEANS_S,
        augmentation=how,
        random=np.random.default_rng(seed),
    )


def drawn(how: Augmentation, count: int = 20, seed: int = 1) -> Batch:
    return crops(how, seed).draw(count)


def lacking(x: Floats) -> float:
    """Returns the share of stretches without these channels, which is all of them or none."""
    gone = np.isnan(x)
    assert (gone.all(axis=(1, 2)) == gone.any(axis=(1, 2))).all()
    return float(gone.all(axis=(1, 2)).mean())


def test_without_any_change_a_stretch_is_as_it_was_recorded() -> None:
    here, batch = source(), drawn(UNCHANGED)
    assert batch.x.shape == (20, STEPS, MOVING + 6)
    for x, means, phases in zip(batch.x, batch.means, batch.phases, strict=True):
        at = x[:, CLOCK].astype(np.float64)
        np.testing.assert_allclose(np.diff(at), 1, atol=1e-4)
        np.testing.assert_allclose(phases, at, atol=0.5 + 1e-4)
        np.testing.assert_allclose(x[:, 3:], augment.sampled(here.x, at)[:, 3:], atol=1e-4)
        np.testing.assert_allclose(means, augment.sampled(here.means, at), atol=1e-4)
    np.testing.assert_allclose(batch.x[..., :MOVING], batch.upright, atol=1e-6)


def test_at_another_tempo_labels_go_with_the_rows() -> None:
    batch = drawn(replace(UNCHANGED, tempo=0.2))
    tempos = np.diff(batch.x[..., CLOCK], axis=1)
    np.testing.assert_allclose(tempos, tempos[:, :1].repeat(STEPS - 1, axis=1), atol=1e-4)
    assert np.ptp(tempos) > 0.3
    np.testing.assert_allclose(batch.phases, batch.x[..., CLOCK], atol=0.5 + 1e-4)


def test_the_same_seed_draws_the_same_stretches() -> None:
    one, again, other = (drawn(Augmentation(), seed=seed) for seed in (1, 1, 2))
    for name in ("x", "means", "phases", "upright"):
        np.testing.assert_array_equal(getattr(one, name), getattr(again, name))
    assert not np.array_equal(one.upright, other.upright)


@settings(max_examples=10)
@given(st.integers(0, 1000))
def test_an_upright_phone_lacks_nothing_and_gravity_stays_1_g(seed: int) -> None:
    batch = drawn(Augmentation(), seed=seed)
    np.testing.assert_allclose(np.linalg.norm(batch.upright[..., :3], axis=-1), 1, atol=1e-5)
    assert np.isfinite(batch.upright).all()
    assert np.isfinite(batch.means).all()
    assert np.isfinite(batch.x[..., :3]).all()


def test_a_strap_turns_all_that_the_phone_reads() -> None:
    batch = drawn(replace(UNCHANGED, strap_deg=(8.0, 25.0, 8.0)))
    turns = []
    for x, upright in zip(batch.x, batch.upright, strict=True):
        worn, stood = x[:, :MOVING].reshape(-1, 3), upright.reshape(-1, 3)
        rotation = np.linalg.lstsq(stood, worn, rcond=None)[0]
        np.testing.assert_allclose(rotation @ rotation.T, np.eye(3), atol=1e-4)
        np.testing.assert_allclose(stood @ rotation, worn, atol=1e-4)
        turns.append(np.degrees(np.arccos(np.clip((np.trace(rotation) - 1) / 2, -1, 1))))
    assert 10 < np.median(turns) < 40


def test_where_a_stream_begins_its_means_do() -> None:
    batch = drawn(replace(UNCHANGED, starting=1.0, strap_deg=(90.0, 90.0, 90.0)))
    gravity = batch.x[:, 0, :3]
    np.testing.assert_allclose(batch.means[:, 0], np.tile(gravity, len(MEANS_S)), atol=1e-5)


def test_otherwise_its_means_are_older_and_turned_with_the_strap() -> None:
    still = source()
    still.x[:, :3], still.means[:] = (0, -1, 0), (0, -1, 0) * len(MEANS_S)
    batch = crops(replace(UNCHANGED, strap_deg=(90.0, 90.0, 90.0)), sources=[still]).draw(5)
    np.testing.assert_allclose(batch.means[..., 3:], batch.x[..., :3], atol=1e-5)


def test_what_may_be_missing_is() -> None:
    count = 200
    batch = drawn(replace(UNCHANGED, missing=0.4), count)
    assert 0.3 < lacking(batch.x[..., augment.ROTATION]) < 0.5
    assert 0.1 < lacking(batch.x[..., augment.ACCELERATION]) < 0.3
    assert lacking(batch.x[..., MOVING:]) == 0
    each = drawn(replace(UNCHANGED, sensor_missing=0.4), count).x
    assert 0.3 < lacking(each[..., MOVING : MOVING + 3]) < 0.5
    assert 0.3 < lacking(each[..., MOVING + 3 :]) < 0.5
    everyone = drawn(replace(UNCHANGED, sensors_missing=0.4), count).x
    assert 0.3 < lacking(everyone[..., MOVING:]) < 0.5
    assert not np.isnan(everyone[..., :MOVING]).any()


def test_lost_rows_repeat_the_one_before_and_labels_go_on() -> None:
    batch = drawn(replace(UNCHANGED, lossy=1.0, most_lost=0.3, gap_s=1.0), 200)
    late_rows = batch.phases - np.rint(batch.x[..., CLOCK])
    assert late_rows.min() == 0
    assert late_rows.max() >= 10
    assert 0.1 < (late_rows > 0).mean() < 0.5
    assert (np.diff(batch.phases, axis=1) == 1).all()


def test_gains_change_how_hard_somebody_moves() -> None:
    how = replace(UNCHANGED, acceleration_gain=0.2, rotation_gain=0.2, sensor_gain=0.2)
    batch, plain = drawn(how), drawn(UNCHANGED)
    np.testing.assert_allclose(batch.x[..., :MOVING], batch.upright, atol=1e-6)
    speeds = np.abs(batch.upright[..., 6:]).max(axis=(1, 2))
    assert np.ptp(speeds) > 0.2 > np.ptp(np.abs(plain.upright[..., 6:]).max(axis=(1, 2)))
    sensors = batch.x[:, :, [MOVING, MOVING + 3]] / batch.phases[..., np.newaxis].clip(1)
    assert np.ptp(np.median(sensors, axis=1)) > 0.2


def test_without_a_moving_device_other_sensors_remain() -> None:
    clock = np.tile(np.arange(ROWS, dtype=np.float32)[:, np.newaxis], 6)
    only = Source(clock, np.arange(ROWS), np.empty((ROWS, 0), np.float32))
    batch = crops(UNCHANGED, sources=[only]).draw(5)
    assert (batch.x.shape, batch.means.shape) == ((5, STEPS, 6), (5, STEPS, 0))
    np.testing.assert_allclose(batch.x[..., 0], batch.phases, atol=0.5 + 1e-4)


def test_long_recordings_are_drawn_from_more_often() -> None:
    long = replace(source(360), phases=np.full(360, -1))
    both = crops(UNCHANGED, sources=[source(), long])
    assert both.per_epoch == (120 + 360) // STEPS
    from_long = (both.draw(200).phases == -1).all(axis=1)
    assert 0.65 < from_long.mean() < 0.85


def test_a_recording_shorter_than_a_stretch_ends_with_its_last_row_repeated() -> None:
    batch = crops(UNCHANGED, sources=[source(25)]).draw(1)
    assert batch.phases[0].tolist() == [*range(25), *[24] * (STEPS - 25)]


def test_some_of_the_stretches_are_a_batch() -> None:
    batch = drawn(Augmentation(), 5)
    part = batch.part(slice(1, 3))
    assert len(part.x) == len(part.means) == len(part.phases) == len(part.upright) == 2
    np.testing.assert_array_equal(part.phases, batch.phases[1:3])
