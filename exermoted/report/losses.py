"""What became of each stream of a recording."""

from dataclasses import dataclass

from sessions.importing import stream_figures
from sessions.info import SessionInfo
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
    counted = info is not None and info.state != "imported"
    frames = len(recording.frames)
    found: list[Loss] = []
    for stream in recording.streams:
        figures = (
            info.streams[stream.name] if counted and info else stream_figures(recording, stream)
        )
        found.append(
            Loss(
                stream=stream.name,
                sensor=info.sensors.get(stream.name) if info else None,
                samples=figures.samples,
                rate_hz=figures.rate_hz,
                missing=figures.missing,
                share=figures.missing / frames,
                stale=figures.stale if counted else None,
                gaps=figures.gaps if counted else None,
                longest_gap_s=figures.longest_gap_s if counted else None,
            )
        )
    return tuple(found)
