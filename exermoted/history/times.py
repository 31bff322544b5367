"""Wall times as the history keeps them: UTC, so that they sort as text."""

from datetime import UTC, datetime, timedelta


def utc_text(moment: datetime) -> str:
    """Returns a moment as ISO 8601 with milliseconds and a Z; without a zone it is local time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def moment_of(started: str, time_s: float) -> str:
    """Returns the moment that is ``time_s`` after a start.

    Args:
        started: ISO 8601; without a zone it is local time.
        time_s: since then; what lies before it is taken for the start.
    """
    return utc_text(datetime.fromisoformat(started) + timedelta(seconds=max(time_s, 0.0)))
