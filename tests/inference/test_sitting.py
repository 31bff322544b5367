import numpy as np
import pytest

from inference.events import MountingChanged
from inference.mounting import Mounted
from inference.sitting import UNKNOWN, MountingNews, words
from models.rotations import Matrix
from tests.fakes.upright import rotation_of

UPRIGHT = np.eye(3)
TURNED = np.diag([-1.0, -1.0, 1.0])
LIKEWISE_LEFT = np.diag([1.0, -1.0, -1.0])
"""Of a phone that sits on the left arm as an upright one does on the right, in a mirror."""


def known(rotation: Matrix, *, mirrored: bool = False) -> Mounted:
    return Mounted(rotation, mirrored, known=True)


@pytest.mark.parametrize(
    ("mounted", "said"),
    [
        (known(UPRIGHT), "top up, screen outward"),
        (known(TURNED), "top down, screen outward"),
        (known(rotation_of((1, 0, 1, 0))), "top up, screen forward"),
        (known(rotation_of((1, 0, 0, 1))), "top backward, screen outward"),
        (known(LIKEWISE_LEFT, mirrored=True), "top up, screen outward, on the other arm"),
        (Mounted(TURNED, mirrored=False, known=False), UNKNOWN),
    ],
)
def test_how_a_phone_sits_is_said_in_words(mounted: Mounted, said: str) -> None:
    assert words(mounted) == said


def told(*mounted: Mounted | None) -> list[MountingChanged]:
    news = MountingNews()
    return [event for tick, each in enumerate(mounted) for event in news.push(tick, each)]


def test_it_is_told_when_it_becomes_known_is_lost_and_changes_by_much() -> None:
    unknown = Mounted(UPRIGHT, mirrored=False, known=False)
    guessed = Mounted(TURNED, mirrored=False, known=False)
    events = told(unknown, guessed, known(TURNED), known(TURNED), guessed, known(UPRIGHT))
    assert [(event.time_s, event.known, event.turned_deg) for event in events] == [
        (0, False, 0.0),
        (2, True, 180.0),
        (4, False, 180.0),
        (5, True, 0.0),
    ]


def test_a_small_change_is_no_news_but_many_of_them_are() -> None:
    events = told(*(known(rotation_of((1, 0, 0.04 * n, 0))) for n in range(6)))
    assert [event.turned_deg for event in events] == [0.0, pytest.approx(22.6)]


def test_the_other_arm_is_news() -> None:
    assert [event.mirrored for event in told(known(UPRIGHT), known(UPRIGHT, mirrored=True))] == [
        False,
        True,
    ]


def test_a_model_that_does_not_ask_says_nothing() -> None:
    assert told(None, None) == []
