import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.errors import UsageError
from sessions.subject import slug


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Ada", "Ada"),
        ("Ada Lovelace", "Ada-Lovelace"),
        ("../../etc/passwd", "etc-passwd"),
        ("Zoë", "Zoë"),
        ("李雷", "李雷"),
        ("a\x00b\nc", "a-b-c"),
        ("💪 Bob 💪", "Bob"),
        ("x" * 100, "x" * 40),
    ],
)
def test_a_name_becomes_part_of_a_folders_name(subject: str, expected: str) -> None:
    assert slug(subject) == expected


@pytest.mark.parametrize("subject", ["", "   ", "../..", "💪", "x" * 300])
def test_a_name_of_which_nothing_is_left_is_refused(subject: str) -> None:
    with pytest.raises(UsageError, match="subject"):
        slug(subject)


@given(st.text(max_size=100))
def test_no_name_is_a_path(subject: str) -> None:
    try:
        name = slug(subject)
    except UsageError:
        return
    assert name
    assert not set(name) & set("/\\.:\0\n ")
    assert len(name.encode()) <= 255
