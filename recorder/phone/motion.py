"""What a phone says about its motion at one moment."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Motion:
    """One reading of a phone's motion sensors.

    Attributes:
        values: one number per channel of `sessions.channels.PHONE`, in its order and units.
        device_time_s: the phone's own time; its zero means nothing.
    """

    values: tuple[float, ...]
    device_time_s: float
