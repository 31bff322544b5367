import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.windows import Floats, Hold, WindowBuffer, Windowing, hold_missing
from sessions.errors import UsageError

LENGTH_STEPS, DELAY_STEPS, STRIDE_STEPS = 40, 20, 1
NAN = np.nan


def counted(frames: int, channels: int = 2) -> Floats:
    """Row i holds i in every channel."""
    return np.repeat(np.arange(frames, dtype=np.float32)[:, np.newaxis], channels, axis=1)


def series(channels: int = 3) -> st.SearchStrategy[Floats]:
    values = st.floats(-10, 10, width=32) | st.just(NAN)
    return st.integers(0, 60).flatmap(lambda n: arrays(np.float32, (n, channels), elements=values))


def test_rows_nineteen_before_to_twenty_after_label_a_row() -> None:
    windowing = Windowing(LENGTH_STEPS, DELAY_STEPS, STRIDE_STEPS)
    windows = windowing.windows(counted(100))
    labels = windowing.labels(np.arange(100))
    assert windows.shape == (61, 40, 2)
    assert labels.shape == (61,)
    assert windows[5, :, 0].tolist() == list(range(labels[5] - 19, labels[5] + 21))


def test_the_original_s_windows_at_ten_hertz_are_the_default() -> None:
    assert Windowing.at(rate_hz=10.0) == Windowing(LENGTH_STEPS, DELAY_STEPS, STRIDE_STEPS)
    assert Windowing.at(rate_hz=20.0) == Windowing(80, 40)


@given(st.integers(0, 30), st.integers(1, 8), st.integers(0, 7), st.integers(1, 4))
def test_each_window_has_the_label_of_the_row_so_many_before_its_last(
    frames: int, length: int, delay: int, stride: int
) -> None:
    windowing = Windowing(length, min(delay, length - 1), stride)
    windows, labels = windowing.windows(counted(frames)), windowing.labels(np.arange(frames))
    starts = range(0, frames - length + 1, stride)
    assert windows[:, 0, 0].tolist() == list(starts)
    assert labels.tolist() == [s + length - 1 - windowing.delay_steps for s in starts]


@pytest.mark.parametrize("shape", [(0, 0, 1), (40, 40, 1), (40, -1, 1), (40, 20, 0)])
def test_windows_that_cannot_be_are_refused(shape: tuple[int, int, int]) -> None:
    with pytest.raises(UsageError, match="no window has"):
        Windowing(*shape)


@given(series(), st.integers(1, 12))
def test_a_stream_gives_the_windows_of_the_whole(x: Floats, length: int) -> None:
    buffer = WindowBuffer(length, x.shape[1])
    pushed = [None if window is None else window.copy() for window in map(buffer.push, x)]
    streamed = [window for window in pushed if window is not None]
    assert all(window is None for window in pushed[: length - 1])
    np.testing.assert_array_equal(
        np.array(streamed, np.float32).reshape(-1, length, x.shape[1]),
        Windowing(length, 0).windows(x),
    )


def test_the_window_of_a_stream_is_contiguous_and_not_copied() -> None:
    buffer = WindowBuffer(4, 2)
    windows = [window for window in map(buffer.push, counted(10)) if window is not None]
    assert all(window.flags.c_contiguous for window in windows)
    assert all(window.base is windows[0].base for window in windows)


def test_a_cleared_buffer_begins_anew() -> None:
    buffer = WindowBuffer(2, 1)
    assert [buffer.push(row) is None for row in counted(3, 1)] == [True, False, False]
    buffer.clear()
    assert [buffer.push(row) is None for row in counted(2, 1)] == [True, False]


def test_a_missing_value_is_held_and_rows_before_the_first_are_not_made_up() -> None:
    x = np.array([[NAN, 1], [2, NAN], [NAN, 3], [4, 5]], np.float32)
    np.testing.assert_array_equal(
        hold_missing(x, rate_hz=10.0), [[NAN, NAN], [2, 1], [2, 3], [4, 5]]
    )


def test_after_two_seconds_a_missing_value_is_held_no_longer() -> None:
    x = np.ones((6, 1), np.float32)
    x[1:5] = NAN
    held = hold_missing(x, rate_hz=1.0)
    assert np.isnan(held[:, 0]).tolist() == [False, False, False, True, True, False]


def test_after_too_long_a_gap_every_channel_must_be_heard_again() -> None:
    hold = Hold(channels=2, most_steps=1)
    rows = np.array([[1, 1], [2, NAN], [3, NAN], [NAN, 4], [5, NAN]], np.float32)
    complete = [None if row is None else row.tolist() for row in map(hold.push, rows)]
    assert complete == [[1, 1], [2, 1], None, None, None]
    again = hold.push(np.array([6, 7], np.float32))
    assert again is not None
    assert again.tolist() == [6, 7]


@given(series())
def test_a_held_row_is_complete_or_nothing_and_what_was_there_stays(x: Floats) -> None:
    held = hold_missing(x, rate_hz=2.0)
    missing = np.isnan(held)
    assert (missing.all(axis=1) == missing.any(axis=1)).all()
    there = ~np.isnan(x) & ~missing
    np.testing.assert_array_equal(held[there], x[there])
