"""What a phone sends at present, for a person or a program to look at."""

import math
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from recorder.phone.intake import Report
from recorder.phone.reading import Quantity
from sessions.channels import PHONE
from sessions.frames import Sample

RATE_WINDOW_S = 3.0
SHOWN_NOTES = 4
GIVEN = "as it arrives"
COMPUTED = "computed"
MISSING = "missing"

_QUANTITIES = {
    Quantity.GRAVITY: "gravity",
    Quantity.ACCELERATION: "acceleration",
    Quantity.TOTAL: "acceleration with gravity",
    Quantity.ATTITUDE: "attitude",
    Quantity.ROTATION: "rotation",
}
_SAMPLED = (Quantity.GRAVITY, Quantity.ACCELERATION, Quantity.ATTITUDE, Quantity.ROTATION)
"""What a sample holds, three values each, in its order."""


@dataclass(frozen=True, slots=True)
class State:
    """What a phone sends at present.

    Attributes:
        time_s: since the start.
        device: what the phone calls itself.
        samples_hz: how many samples a second come of it.
        readings_hz: how often each quantity arrives.
        channels: by name, whether it is as it arrives, computed, or missing.
        convention: the sign of its acceleration, where it is known.
        clock_offset_s: its clock less ours, where it tells a time.
        refused: how much was refused, by reason.
    """

    time_s: float
    device: str | None
    samples_hz: float
    readings_hz: dict[str, float]
    channels: dict[str, str]
    convention: str | None
    clock_offset_s: float | None
    refused: dict[str, int]


class PhoneWatch:
    """Keeps the latest of what a phone sends.

    Attributes:
        news: the notes of the last look.
    """

    def __init__(self) -> None:
        self._looks: deque[tuple[float, Report]] = deque()
        self._values: tuple[float, ...] = (math.nan,) * len(PHONE.channels)
        self._notes: deque[str] = deque(maxlen=SHOWN_NOTES)
        self.news: Sequence[str] = ()

    def look(
        self,
        time_s: float,
        report: Report | None,
        samples: Sequence[Sample],
        notes: Sequence[str],
    ) -> None:
        """Takes what has become of the stream since the last look."""
        if report is not None:
            self._looks.append((time_s, report))
        while self._looks and self._looks[0][0] < time_s - RATE_WINDOW_S:
            self._looks.popleft()
        if samples:
            self._values = samples[-1].values
        self.news = notes
        self._notes += notes

    def state(self) -> State:
        """Returns what the phone sends at present."""
        if not self._looks:
            return State(0.0, None, 0.0, {}, {}, None, None, {})
        (first_s, first), (last_s, last) = self._looks[0], self._looks[-1]
        span_s = max(last_s - first_s, 1e-9)
        readings_hz = {
            name: (last.readings.get(quantity, 0) - first.readings.get(quantity, 0)) / span_s
            for quantity, name in _QUANTITIES.items()
            if quantity in last.readings
        }
        samples_hz = (last.samples - first.samples) / span_s
        return State(
            round(last_s, 1),
            last.device,
            round(samples_hz, 1),
            {name: round(rate_hz, 1) for name, rate_hz in readings_hz.items()},
            self._channels(readings_hz, samples_hz),
            last.convention.name.lower() if last.convention else None,
            last.clock_offset_s,
            {reason.value: count for reason, count in last.refused.items()},
        )

    def line(self) -> str:
        """Returns the state in one line."""
        state = self.state()
        rates = ", ".join(f"{name} {rate:.1f} Hz" for name, rate in state.readings_hz.items())
        refused = ", ".join(f"{count} {reason}" for reason, count in state.refused.items())
        return f"{rates or 'nothing arrives'}" + (f"; refused: {refused}" if refused else "")

    def render(self) -> RenderableType:
        """Returns the state as a table."""
        state = self.state()
        table = Table("stream", "arrives", "in a sample", box=None, padding=(0, 2))
        for quantity, name in _QUANTITIES.items():
            rate_hz = state.readings_hz.get(name, 0.0)
            style = "green" if rate_hz else "dim"
            arrives = Text(f"{rate_hz:.1f} Hz" if rate_hz else "–", style=style)
            table.add_row(
                name, arrives, state.channels.get(name, "") if quantity in _SAMPLED else ""
            )
        lines: list[RenderableType] = [Text(), table, Text(_summary(state), style="bold")]
        lines += [
            Text(f"refused: {n} × {reason}", style="red") for reason, n in state.refused.items()
        ]
        lines += [Text(note, style="yellow") for note in self._notes]
        return Group(*lines)

    def _channels(self, readings_hz: Mapping[str, float], samples_hz: float) -> dict[str, str]:
        channels = {}
        for number, quantity in enumerate(_SAMPLED):
            values = self._values[3 * number : 3 * number + 3]
            name = _QUANTITIES[quantity]
            if not samples_hz or all(map(math.isnan, values)):
                channels[name] = MISSING
            else:
                channels[name] = GIVEN if readings_hz.get(name) else COMPUTED
        return channels


def _summary(state: State) -> str:
    if not state.device:
        return "waiting for the phone"
    sign = state.convention or "not known yet: lay the phone face up"
    return f"{state.samples_hz:.1f} samples a second; sign of acceleration: {sign}"
