"""A phone's page without a browser: the messages that it sends."""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from sessions.units import STANDARD_GRAVITY_M_S2

MS_PER_S = 1e3
Row = tuple[float, ...]
"""Twelve numbers, one per channel of `sessions.channels.PHONE`, in iOS convention."""


@dataclass
class PagePhone:
    """A page that was opened on one phone.

    Attributes:
        device: its name.
        session: of the page; its clock begins with it.
        number: of the latest message.
    """

    device: str = "phone"
    session: str = "one"
    number: int = field(default=0, init=False)

    def message(self, rows: Iterable[tuple[float, Row]], convention: str = "ios") -> str:
        """Returns the next message: what was measured, each with its time in seconds."""
        self.number += 1
        measured = tuple(rows)
        return json.dumps(
            {
                "device": self.device,
                "session": self.session,
                "number": self.number,
                "convention": convention,
                "motion": [motion(time_s, row) for time_s, row in measured],
                "orientation": [orientation(time_s, row) for time_s, row in measured],
            }
        )


def motion(time_s: float, row: Row) -> list[float]:
    gravity_g, acceleration_g, rotation_rad_s = row[:3], row[3:6], row[9:]
    total_g = (g + a for g, a in zip(gravity_g, acceleration_g, strict=True))
    return [
        MS_PER_S * time_s,
        *(STANDARD_GRAVITY_M_S2 * a for a in acceleration_g),
        *(STANDARD_GRAVITY_M_S2 * t for t in total_g),
        *map(math.degrees, rotation_rad_s),
    ]


def orientation(time_s: float, row: Row) -> list[float]:
    pitch, roll, yaw = row[6:9]
    return [MS_PER_S * time_s, *map(math.degrees, (yaw, pitch, roll))]
