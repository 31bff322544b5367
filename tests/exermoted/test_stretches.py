import math
from dataclasses import replace

import msgspec
import numpy as np
import pytest

from exermoted.stretches import made_up_rows, recorded_rows
from sessions.errors import DataError, UsageError
from tests.fakes.engines import card
from tests.fakes.moving import COLUMNS, moving, rows_of

STREAMING = msgspec.structs.replace(
    card(), channels=(*COLUMNS, "watch.gravity_x_g"), optional=COLUMNS[6:], rate_hz=10.0
)


def test_made_up_rows_are_an_athlete_s_and_lack_what_may_be_missing() -> None:
    x = made_up_rows(STREAMING)
    assert x.shape == (600, 10)
    np.testing.assert_allclose(np.linalg.norm(x[:, :3], axis=1), 1, atol=1e-6)
    assert x[:, 3:6].std() > 0.05
    missing = np.isnan(x)
    assert not missing[:, [*range(6), 9]].any()
    assert (missing[:, 6:9].sum(axis=0) == 60).all()
    np.testing.assert_array_equal(x, made_up_rows(STREAMING))


def test_recorded_rows_are_the_models_channels_in_its_order() -> None:
    order = COLUMNS[3:] + COLUMNS[:3]
    wanted = msgspec.structs.replace(STREAMING, channels=order, optional=())
    rows = rows_of(moving()).astype(np.float32)
    expected = np.concatenate([rows[:, 3:], rows[:, :3]], axis=1)
    np.testing.assert_array_equal(recorded_rows(moving(), wanted), expected)


def test_a_recording_that_lacks_a_channel_is_told() -> None:
    with pytest.raises(UsageError, match=r"the model needs watch\.gravity_x_g"):
        recorded_rows(moving(), STREAMING)


def test_a_recording_that_is_never_complete_is_told() -> None:
    whole = moving()
    empty = [replace(each, values=(math.nan,) * len(each.values)) for each in whole.frames]
    wanted = msgspec.structs.replace(STREAMING, channels=COLUMNS)
    with pytest.raises(DataError, match="has no frame with all that the model needs"):
        recorded_rows(replace(whole, frames=empty), wanted)
