"""From the name of a source to the source, its clock and, where it has one, its script."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from exermoted.config import Config
from recorder.metronome import Metronome, RealTime, Simulated
from recorder.replay import Replay
from recorder.source import Source, Together
from sessions.errors import UsageError
from sessions.load import find_recordings, read_recording
from sessions.script import Script, script_of

REPLAY = "replay:"
SIMULATED = "sim"
MOVING_AS = "sim:"
FASTEST = 1e6
HOW = (
    "name one with --source: ble, phone or ble,phone; sim, or sim:FILE of a movement of your own; "
    "or replay:PATH of a recording"
)


@dataclass(frozen=True)
class Origin:
    """Where samples come from.

    Attributes:
        source: gives them.
        metronome: the clock that they are stamped with.
        script: what the athlete was told to do, where that is known.
        is_replay: whether the script came with the samples.
    """

    source: Source
    metronome: Metronome
    script: Script
    is_replay: bool = False


def is_replay(name: str | None) -> bool:
    """Whether a source is a recording."""
    return name is not None and name.startswith(REPLAY)


def names_file(name: str | None) -> bool:
    """Whether a source names a file of the one who asks."""
    return is_replay(name) or (name is not None and name.startswith(MOVING_AS))


def is_simulated(name: str | None) -> bool:
    """Whether a source is a simulated athlete."""
    return name is not None and (name == SIMULATED or name.startswith(MOVING_AS))


def is_scripted(name: str | None) -> bool:
    """Whether it is known what the athlete of a source was told to do when it is counted live."""
    return is_simulated(name) or is_replay(name)


def own_phone(config: Config) -> Source:
    """Returns a phone that this process listens for by itself."""
    from exermoted.phones import phone_of  # noqa: PLC0415 - loads a web server

    return phone_of(config.phone).source


def open_origin(
    name: str | None,
    config: Config,
    script: Script,
    seed: int,
    speed: float,
    phone: Callable[[Config], Source] = own_phone,
) -> Origin:
    """Returns the source called ``name``, or the one that the configuration names.

    Args:
        name: ble, phone or both with a comma; sim; sim:FILE, an athlete who can do the movement
            in it, too; or replay:PATH, of which a folder of several recordings gives its latest.
        config: names the source where ``name`` does not.
        script: the workout that a simulated athlete follows.
        seed: who the simulated athlete is.
        speed: how many times as fast as real a simulation or replay goes.
        phone: makes the source of a phone's samples.

    Raises:
        UsageError: no source is named, there is no such one, or it cannot go at that speed.
        DataError: there is no recording to replay, or no movement in the file.
    """
    chosen = name or config.source
    if chosen is None:
        raise UsageError(f"no source is configured; {HOW}")
    if not 0 < speed <= FASTEST:
        raise UsageError(f"--speed is above 0 and at most {FASTEST:g}, not {speed:g}")
    if is_replay(chosen):
        recording = read_recording(find_recordings(Path(chosen[len(REPLAY) :]).expanduser())[-1])
        followed = script_of(
            recording.labels, recording.rate_hz, recording.counts, recording.trimmed_s
        )
        return Origin(Replay(recording), Simulated(speed), followed, is_replay=True)
    if is_simulated(chosen):
        return Origin(_athlete(chosen, script, seed), Simulated(speed), script)
    if speed != 1:
        raise UsageError("only a simulation or a replay can go at another speed")
    names = [part.strip() for part in chosen.split(",")]
    sources = [_sensors(part, config, phone) for part in dict.fromkeys(names)]
    return Origin(sources[0] if len(sources) == 1 else Together(sources), RealTime(), script)


def _athlete(name: str, script: Script, seed: int) -> Source:
    from recorder.simulator.population import packaged_population  # noqa: PLC0415 - loads its data
    from recorder.simulator.source import SimulatedSource  # noqa: PLC0415
    from recorder.simulator.trajectory import read_trajectory  # noqa: PLC0415

    people = packaged_population()
    if name.startswith(MOVING_AS):
        people = people.taught(read_trajectory(Path(name[len(MOVING_AS) :]).expanduser()))
    return SimulatedSource(script, seed, people)


def _sensors(name: str, config: Config, phone: Callable[[Config], Source]) -> Source:
    """Returns a source that cannot be hurried."""
    if name == "ble":
        from exermoted.bluetooth import bluetooth_source  # noqa: PLC0415 - loads bleak

        return bluetooth_source(config)
    if name == "phone":
        return phone(config)
    raise UsageError(f"there is no source '{name}'; {HOW}")
