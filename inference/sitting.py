"""How a phone sits, for people."""

import numpy as np

from inference.events import MountingChanged
from inference.mounting import Mounted, angle_deg
from models.rotations import Matrix

UNKNOWN = "not known yet, do one repetition"
DIRECTIONS = (("backward", "forward"), ("down", "up"), ("inward", "outward"))
"""Of an upright phone's axes x, y and z, where the arm hangs down and the screen faces away."""
TOLD_DEG = 20.0
_SIDES = np.diag([-1.0, 1.0, 1.0])
_DIGITS = 3


def turned(mounted: Mounted) -> Matrix:
    """Returns how a phone is turned against an upright one on the same arm, (3, 3).

    Its columns say where the phone's right, its top and its screen point, along the axes of the
    upright one; those of the left arm are the right arm's in a mirror.
    """
    return -mounted.rotation @ _SIDES if mounted.mirrored else mounted.rotation


def words(mounted: Mounted) -> str:
    """Returns how a phone sits, as 'top down, screen outward'."""
    if not mounted.known:
        return UNKNOWN
    _, top, screen = turned(mounted).T
    said = f"top {_direction(top)}, screen {_direction(screen)}"
    return f"{said}, on the other arm" if mounted.mirrored else said


def _direction(axis: Matrix) -> str:
    longest = int(np.abs(axis).argmax())
    return DIRECTIONS[longest][int(axis[longest] > 0)]


class MountingNews:
    """Says when it becomes known how the phone sits, when that is lost, and when it changes."""

    def __init__(self) -> None:
        self._told: Mounted | None = None

    def push(self, time_s: float, mounted: Mounted | None) -> tuple[MountingChanged, ...]:
        """Takes what is known at present; None where nobody asks."""
        if mounted is None or mounted is self._told or not self._is_news(mounted):
            return ()
        self._told = mounted
        rotation = turned(mounted)
        event = MountingChanged(
            time_s=time_s,
            known=mounted.known,
            mirrored=mounted.mirrored,
            turned_deg=round(angle_deg(rotation), 1),
            rotation=tuple(rotation.round(_DIGITS).ravel().tolist()),
            text=words(mounted),
        )
        return (event,)

    def _is_news(self, mounted: Mounted) -> bool:
        told = self._told
        if told is None or told.known != mounted.known:
            return True
        if not mounted.known:
            return False
        further_deg = angle_deg(told.rotation.T @ mounted.rotation)
        return told.mirrored != mounted.mirrored or further_deg > TOLD_DEG
