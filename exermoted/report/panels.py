"""The signals of a recording, a panel for each quantity of each stream."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

from sessions.channels import AXES, Channel
from sessions.recording import Recording

Values = npt.NDArray[np.float64]

_ENDS = tuple(f"_{axis}" for axis in AXES)
_SIGNS = {"rad_s": "rad/s"}


@dataclass(frozen=True)
class Panel:
    """A quantity with three axes.

    Attributes:
        stream: the stream's name.
        quantity: gravity, acceleration or rotation.
        unit: as it is written.
        axes: x, y and z, a value per frame each; NaN is missing.
    """

    stream: str
    quantity: str
    unit: str
    axes: tuple[Values, ...]

    @property
    def title(self) -> str:
        return f"{self.stream.replace('_', ' ')}: {self.quantity}"

    @property
    def limit(self) -> float:
        """The largest value, whatever its sign; 1 where there is none."""
        largest = max((float(np.nanmax(np.abs(axis))) for axis in self._known()), default=0.0)
        return largest or 1.0

    def _known(self) -> Iterable[Values]:
        return (axis for axis in self.axes if not np.isnan(axis).all())


def panels_of(recording: Recording) -> tuple[Panel, ...]:
    """Returns a panel for each quantity that has axes, in the order of the columns."""
    values = np.array([frame.values for frame in recording.frames])
    numbered = [(c, i) for i, c in enumerate(recording.channels) if c.quantity[-2:] in _ENDS]
    return tuple(
        Panel(*key, tuple(values[:, index] for _, index in group))
        for key, group in groupby(numbered, key=lambda item: _panel_of(item[0]))
    )


def _panel_of(channel: Channel) -> tuple[str, str, str]:
    return channel.stream, channel.quantity[:-2], _SIGNS.get(channel.unit, channel.unit)
