"""What became of each stream of a recording."""

from dataclasses import dataclass, replace

from sessions.importing import stream_figures
from sessions.info import SessionInfo, StreamInfo
from sessions.recording import Recording


@dataclass(frozen=True)
class Loss:
    """What arrived of one stream, and what did not.

    Attributes:
        stream: its name.
        sensor: identifier of the sensor worn there, where it is known.
        samples: how many arrived.
        rate_hz: of them.
        missing: ticks without a value.
        share: of them among all ticks, 0 to 1.
        stale: those of them at which the latest sample was too old; this and the next two are None
            where a recording does not tell.
        gaps: times it fell silent.
        longest_gap_s: the longest time between two samples.
    """

    stream: str
    sensor: str | None
    samples: int
    rate_hz: float
    missing: int
    share: float
    stale: int | None = None
    gaps: int | None = None
    longest_gap_s: float | None = None


def losses_of(recording: Recording, info: SessionInfo | None) -> tuple[Loss, ...]:
    """Returns the losses of each stream: as they were counted, or as its frames show them."""
    frames = len(recording.frames)
    if info is not None and info.state != "imported":
        sensors = info.sensors
        return tuple(
            replace(
                _loss(name, counted, frames, sensors.get(name)),
                stale=counted.stale,
                gaps=counted.gaps,
                longest_gap_s=counted.longest_gap_s,
            )
            for name, counted in info.streams.items()
        )
    shown = {stream.name: stream_figures(recording, stream) for stream in recording.streams}
    return tuple(_loss(name, figures, frames, None) for name, figures in shown.items())


def _loss(name: str, figures: StreamInfo, frames: int, sensor: str | None) -> Loss:
    return Loss(
        stream=name,
        sensor=sensor,
        samples=figures.samples,
        rate_hz=figures.rate_hz,
        missing=figures.missing,
        share=figures.missing / frames,
    )
