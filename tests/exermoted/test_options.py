import pytest

from exermoted.commands.options import parse_duration
from sessions.errors import UsageError


@pytest.mark.parametrize(
    ("text", "duration_s"),
    [("90", 90.0), ("90s", 90.0), ("5m", 300.0), ("1m30s", 90.0), ("2h", 7200.0), ("1.5h", 5400.0)],
)
def test_a_length_is_read(text: str, duration_s: float) -> None:
    assert parse_duration(text) == duration_s


@pytest.mark.parametrize("text", ["", "soon", "0s", "25h", "2h30", "5m2h"])
def test_what_is_no_length_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="write for example 5m, 90s or 1m30s"):
        parse_duration(text)
