"""What the daemon can be asked for."""

from typing import Annotated

import msgspec

Length = Annotated[float, msgspec.Meta(gt=0, le=2 * 3600)]
Speed = Annotated[float, msgspec.Meta(ge=0.1, le=1e6)]
Name = Annotated[str, msgspec.Meta(max_length=100)]
Seed = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class RecordOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Asks for a recording.

    Attributes:
        subject: who trains.
        source: ble, phone, both with a comma, sim, or replay:SESSION by a session's name; as
            configured by default.
        duration_s: of the workout, a multiple of 0.1 s.
        seed: draws this workout again; a new one by default.
        rate_hz: frames a second.
        quiet: no sound.
        speed: how many times as fast; simulation and replay only.
        switch: whether what runs is ended first; otherwise the daemon is busy.
    """

    subject: Name
    source: Name | None = None
    duration_s: Length = 300.0
    seed: Seed | None = None
    rate_hz: Annotated[float, msgspec.Meta(ge=1, le=100)] = 10.0
    quiet: bool = False
    speed: Speed = 1.0
    switch: bool = False


class LiveOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Asks for live recognition, until it is stopped or the source ends.

    Attributes:
        subject: who trains, for the history; may be left out.
        source: as of `RecordOrder`.
        model: a packaged model's name; as configured by default.
        duration_s: of the workout of a simulated athlete.
        seed: of the simulated workout and athlete.
        speak: say each count aloud.
        speed: how many times as fast; simulation and replay only.
        switch: whether what runs is ended first; otherwise the daemon is busy.
    """

    subject: Name = ""
    source: Name | None = None
    model: Name | None = None
    duration_s: Length = 300.0
    seed: Seed | None = None
    speak: bool = False
    speed: Speed = 1.0
    switch: bool = False
