import math
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from exermoted.report.losses import losses_of
from sessions.info import SessionInfo, StreamInfo, read_info
from tests.fakes.recordings import frame, swinging


def counts(info: SessionInfo, **figures: float) -> SessionInfo:
    (phone,) = info.streams.values()
    counted: StreamInfo = msgspec.structs.replace(phone, **figures)
    return msgspec.structs.replace(info, state="complete", streams={"phone": counted})


def test_a_session_says_itself_what_became_of_its_streams(session: Path) -> None:
    info = counts(read_info(session), samples=2990, missing=6, stale=4, gaps=1, longest_gap_s=1.5)
    (phone,) = losses_of(swinging(), info)
    assert (phone.samples, phone.missing, phone.stale, phone.gaps) == (2990, 6, 4, 1)
    assert phone.share == pytest.approx(0.01)


def test_of_another_recording_the_frames_show_some_of_it(session: Path) -> None:
    whole = swinging()
    silent = replace(frame(0, (math.nan,) * 12), ages_s=(math.nan,))
    recording = replace(whole, frames=[silent, *whole.frames[1:]])
    for info in (None, read_info(session)):
        (phone,) = losses_of(recording, info)
        assert (phone.missing, phone.stale, phone.gaps, phone.longest_gap_s) == (
            1,
            None,
            None,
            None,
        )
