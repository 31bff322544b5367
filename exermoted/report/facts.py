"""Who, when and how: a recording in a few words and figures."""

from collections.abc import Iterator
from datetime import datetime

from exermoted.report.contents import Recognised, Report
from exermoted.report.svg import clock
from sessions.info import SessionInfo


def title(report: Report) -> str:
    """Returns who trained when; the time is the recording's own, or this machine's."""
    started = report.recording.started
    if started is None:
        return report.recording.subject
    here = started if started.tzinfo is None else started.astimezone()
    return f"{report.recording.subject}, {_day(here)}"


def facts(report: Report) -> Iterator[tuple[str, str]]:
    """Yields names and values of what is known of a recording."""
    recording, info = report.recording, report.info
    yield "recording", recording.name
    yield "length", f"{clock(recording.duration_s)} min, {len(recording.frames)} frames"
    yield "rate", f"{recording.rate_hz:g} Hz"
    done = sum(row.done for row in report.sets.rows)
    yield "repetitions done", f"{done} in {sum(row.done > 0 for row in report.sets.rows)} sets"
    if report.recognised is not None:
        yield "repetitions counted", str(len(report.recognised.counts))
    if info is not None:
        yield from _of_session(info)


def _of_session(info: SessionInfo) -> Iterator[tuple[str, str]]:
    yield "how it ended", info.state
    yield "source", ", ".join(info.sources)
    if info.seed is not None:
        yield "workout's seed", str(info.seed)
    if info.state != "imported":
        late = info.ticks
        yield (
            "ticks late",
            f"{late.late_median_ms:.1f} ms median, {late.late_max_ms:.1f} ms at most",
        )
        yield "ticks missed", str(late.missed)
    if info.lost_rows:
        yield "rows lost to the disk", str(info.lost_rows)
    if info.underruns:
        yield "underruns of the sound", str(info.underruns)


def figures(said: Recognised) -> Iterator[tuple[str, str]]:
    """Yields how well a model's answers fit the labels."""
    yield "model", said.model
    score = said.score
    if score is None:
        return
    yield "frames recognised", f"{score.accuracy:.1%}"
    yield "half a second from edges", f"{score.accuracy_half_a_second_from_edges:.1%}"
    yield "macro-F1", f"{score.macro_f1:.3f}"
    if score.expected_calibration_error is not None:
        yield "calibration error", f"{score.expected_calibration_error:.3f}"
    yield "sets counted exactly", f"{score.sets_exact:.0%} of {score.sets}"
    if score.count_delay_s is not None:
        delay = score.count_delay_s
        yield (
            "count, after its end",
            f"{delay.median:.1f} s median, {delay.p90:.1f} s in 9 of 10",
        )


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y, %H:%M}"
