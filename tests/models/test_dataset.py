from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.dataset import build_dataset, digest
from models.windows import Windowing
from sessions.channels import PHONE, nearable, select
from sessions.errors import DataError, UsageError
from sessions.load import load_recordings
from sessions.recording import Recording
from tests.fakes.recordings import swinging

NAN = float("nan")
CHANNELS = ("phone.acceleration_x_g", "phone.yaw_rad")
COLUMNS = [channel.column for channel in PHONE.channels]
WINDOWING = Windowing()


def with_values(recording: Recording, rows: range, column: str, value: float) -> Recording:
    frames = list(recording.frames)
    at = [channel.column for channel in recording.channels].index(column)
    for row in rows:
        values = list(frames[row].values)
        values[at] = value
        frames[row] = replace(frames[row], values=tuple(values))
    return replace(recording, frames=frames)


def test_chosen_channels_become_arrays_in_the_order_asked_for() -> None:
    recording = with_values(swinging(), range(600), "phone.yaw_rad", 7.0)
    dataset = build_dataset([recording], CHANNELS[::-1])
    (series,) = dataset.series
    assert series.x.shape == (600, 2)
    assert series.x.dtype == np.float32
    assert (series.x[:, 0] == 7.0).all()
    assert (series.subject, series.rate_hz, dataset.rate_hz) == ("Ada", 10.0, 10.0)
    assert dataset.channels == ("phone.yaw_rad", "phone.acceleration_x_g")


def test_classes_come_from_all_labels() -> None:
    dataset = build_dataset([swinging(seed=seed) for seed in (1, 2, 3)], CHANNELS)
    exercises = {label.exercise for seed in (1, 2, 3) for label in swinging(seed=seed).labels}
    assert dataset.classes == ("Break", *sorted(filter(None, exercises)))
    assert {int(i) for series in dataset.series for i in series.labels} == set(
        range(len(dataset.classes))
    )


def test_phases_belong_to_the_classes() -> None:
    (series,) = build_dataset([swinging()], CHANNELS).series
    assert set(series.phases.tolist()) == {0, 1, 2}
    np.testing.assert_array_equal((series.phases + 1) // 2, series.labels)


def test_a_recording_may_lack_what_is_optional() -> None:
    columns = ("phone.acceleration_x_g", "chest.acceleration_x_g")
    with_chest = swinging("Ada", streams=(PHONE, nearable("chest")))
    dataset = build_dataset([with_chest, swinging("Bob")], columns, optional=columns[1:])
    ada, bob = dataset.series
    assert not np.isnan(ada.x).any()
    assert np.isnan(bob.x).all(axis=0).tolist() == [False, True]
    np.testing.assert_array_equal(bob.x[:, 0], ada.x[:, 0])


def test_a_sensor_that_falls_silent_is_missing_and_the_others_go_on() -> None:
    recording = swinging(streams=(PHONE, nearable("chest")))
    silent = with_values(recording, range(100, 150), "chest.acceleration_x_g", NAN)
    columns = ("phone.acceleration_x_g", "chest.acceleration_x_g")
    (series,) = build_dataset([silent], columns, optional=columns[1:]).series
    held = 20  # rows, two seconds
    missing = np.isnan(series.x)
    assert not missing[:, 0].any()
    assert np.flatnonzero(missing[:, 1]).tolist() == list(range(100 + held, 150))


def test_an_optional_channel_may_hold_no_value_at_all() -> None:
    silent = with_values(swinging(), range(600), CHANNELS[1], NAN)
    (series,) = build_dataset([silent], CHANNELS, optional=CHANNELS[1:]).series
    assert np.isnan(series.x).all(axis=0).tolist() == [False, True]


def test_windows_never_cross_from_one_recording_to_the_next() -> None:
    low = with_values(swinging("Ada"), range(600), CHANNELS[0], 0.0)
    high = with_values(swinging("Bob"), range(600), CHANNELS[0], 1.0)
    windows, labels = build_dataset([low, high], CHANNELS[:1]).windows(WINDOWING)
    assert windows.shape == (2 * 561, 40, 1)
    assert labels.shape == (2 * 561,)
    assert set(windows.sum(axis=(1, 2)).tolist()) == {0.0, 40.0}


def test_rows_before_the_phone_is_heard_are_in_no_window() -> None:
    late = with_values(swinging(), range(3), CHANNELS[0], NAN)
    dataset = build_dataset([late], CHANNELS)
    windows, labels = dataset.windows(WINDOWING)
    assert len(windows) == len(labels) == 600 - 3 - 39
    assert not np.isnan(windows).any()
    assert len(dataset.frames()) == 597


def test_a_missing_value_holds_the_one_before() -> None:
    recording = with_values(swinging(), range(9, 10), CHANNELS[0], 5.0)
    gap = with_values(recording, range(10, 12), CHANNELS[0], NAN)
    (series,) = build_dataset([gap], CHANNELS[:1]).series
    assert series.x[9:12, 0].tolist() == [5.0, 5.0, 5.0]


def test_no_window_reaches_over_a_gap_too_long_to_be_held() -> None:
    gap = with_values(swinging(), range(300, 350), CHANNELS[0], NAN)
    windows, _ = build_dataset([gap], CHANNELS).windows(WINDOWING)
    held = 20  # rows, two seconds
    assert len(windows) == (300 + held - 39) + (250 - 39)


def test_some_people_alone_keep_the_classes_of_all() -> None:
    dataset = build_dataset([swinging("Ada", 1), swinging("Bob", 2), swinging("Bob", 3)], CHANNELS)
    bob = dataset.of({"Bob"})
    assert [series.subject for series in bob.series] == ["Bob", "Bob"]
    assert bob.classes == dataset.classes


def test_the_digest_depends_on_the_content_alone() -> None:
    ada, bob = swinging("Ada", 1), swinging("Bob", 2)
    moved = replace(ada, path=Path("elsewhere.csv"))
    assert digest([ada, bob]) == digest([bob, moved])
    assert len(digest([ada])) == 64


@pytest.mark.parametrize(
    "other",
    [
        replace(swinging(), subject="Bob"),
        replace(swinging(), rate_hz=20.0),
        replace(swinging(), labels=swinging(seed=2).labels),
        with_values(swinging(), range(5, 6), CHANNELS[0], 1e-9),
        with_values(swinging(), range(5, 6), CHANNELS[0], NAN),
    ],
)
def test_another_content_has_another_digest(other: Recording) -> None:
    assert digest([other]) != digest([swinging()])


def refused(recordings: list[Recording], channels: tuple[str, ...] = CHANNELS) -> str:
    with pytest.raises(DataError) as caught:
        build_dataset(recordings, channels)
    return str(caught.value)


def test_recordings_of_two_rates_are_refused() -> None:
    message = refused([swinging("Ada"), replace(swinging("Bob"), rate_hz=20.0)])
    assert message.startswith("Bob-1.csv: has 20 frames a second, the first recording 10")


def test_a_recording_without_a_channel_is_refused() -> None:
    message = refused([swinging("Ada"), swinging("Bob", streams=(nearable("chest"),))])
    assert message == "Bob-1.csv: has no column 'phone.acceleration_x_g'"


def test_a_channel_without_a_value_is_refused() -> None:
    message = refused([with_values(swinging(), range(600), "phone.yaw_rad", NAN)])
    assert message == "Ada-1.csv: column 'phone.yaw_rad' holds no value"


def test_the_same_recording_twice_is_refused() -> None:
    message = refused([swinging(), replace(swinging(), path=Path("copy.csv"))])
    assert message == "copy.csv: is the same recording as Ada-1.csv"


def test_no_recordings_are_refused() -> None:
    with pytest.raises(UsageError, match="there are no recordings"):
        build_dataset([], CHANNELS)


def test_recordings_without_a_repetition_are_refused() -> None:
    still = replace(swinging(), labels=[swinging().labels[0]] * 600)
    with pytest.raises(UsageError, match="no recording holds a repetition"):
        build_dataset([still], CHANNELS)


def test_recordings_shorter_than_a_window_are_refused() -> None:
    whole = swinging()
    short = replace(whole, frames=whole.frames[200:230], labels=whole.labels[200:230])
    with pytest.raises(UsageError, match="no recording has a stretch of 40 complete frames"):
        build_dataset([short], CHANNELS).windows(WINDOWING)


def test_the_public_recordings_make_a_data_set(public: Path) -> None:
    path = min(public.glob("*Individual 3.csv"))
    dataset = build_dataset(list(load_recordings([path])), select(COLUMNS, "phone"))
    windows, labels = dataset.windows(WINDOWING)
    assert dataset.classes == ("Break", "Burpee", "Situp", "Squat")
    assert windows.shape[1:] == (40, 12)
    assert 2950 <= len(windows) == len(labels) <= 2961
    assert not np.isnan(windows).any()
