"""What the athlete hears: the cues of a workout as functions of script and time.

The whistle is the original's: 700 Hz at a repetition's start, falling to 340 Hz at the turn of
its first half and rising back through the second. Towards the end of a set break a tone of
500 Hz calls the athlete; the next exercise is named at the set break's start.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sessions.frames import Phase
from sessions.script import Script

WHISTLE_HIGH_HZ = 700.0
WHISTLE_LOW_HZ = 340.0
ALERT_HZ = 500.0
ALERT_LENGTH_S = 0.5
ALERT_LEAD_S = 3.0
"""How long before the end of a set break the alert begins."""


@dataclass(frozen=True, slots=True)
class Speech:
    """An exercise announced: ``text`` is spoken from ``start_s`` on."""

    start_s: float
    text: str


@dataclass(frozen=True, slots=True)
class Alert:
    """A tone of `ALERT_HZ` from ``start_s`` for `ALERT_LENGTH_S`."""

    start_s: float

    @property
    def end_s(self) -> float:
        return self.start_s + ALERT_LENGTH_S


@dataclass(frozen=True, slots=True)
class Whistle:
    """One repetition's sweep: down from ``start_s`` to ``turn_s``, up again to ``end_s``."""

    start_s: float
    turn_s: float
    end_s: float

    def hz_at(self, time_s: float) -> float:
        """Returns the pitch at a time within the repetition."""
        if time_s < self.turn_s:
            done = (time_s - self.start_s) / (self.turn_s - self.start_s)
        else:
            done = (self.end_s - time_s) / (self.end_s - self.turn_s)
        return WHISTLE_HIGH_HZ - (WHISTLE_HIGH_HZ - WHISTLE_LOW_HZ) * done


Cue = Speech | Alert | Whistle


def cues(script: Script, spoken: Mapping[str, str], closing: str | None = None) -> tuple[Cue, ...]:
    """Returns a workout's cues by start time.

    Args:
        script: the workout.
        spoken: by exercise, how it is announced; an exercise without an entry by its name.
        closing: what is said at the start of a set break that no set follows, if anything.
    """
    found: list[Cue] = []
    for index, segment in enumerate(script.segments):
        if segment.label.phase is Phase.SET_BREAK:
            coming = script.next_set_at(segment.start_s)
            if coming is None:
                found += [Speech(segment.start_s, closing)] if closing else []
                continue
            name = coming.label.exercise or ""
            found.append(Speech(segment.start_s, spoken.get(name, name)))
            found.append(Alert(max(segment.end_s - ALERT_LEAD_S, segment.start_s)))
        elif segment.label.phase is Phase.FIRST_HALF:
            after = script.segments[index + 1 : index + 2]
            whole = bool(after) and after[0].label.phase is Phase.SECOND_HALF
            end_s = after[0].end_s if whole else segment.end_s
            found.append(Whistle(segment.start_s, segment.end_s, end_s))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Audible:
    """What is heard at one moment.

    Attributes:
        hz: the whistle's or the alert's pitch, if one sounds.
        text: what begins to be spoken within the step that the moment begins.
    """

    hz: float | None = None
    text: str | None = None


def audible_at(workout: Iterable[Cue], time_s: float, step_s: float) -> Audible:
    """Returns what of a workout's cues is heard from ``time_s`` for ``step_s``."""
    hz = text = None
    for cue in workout:
        match cue:
            case Speech(start_s, words) if time_s <= start_s < time_s + step_s:
                text = words
            case Alert(start_s) if start_s <= time_s < cue.end_s:
                hz = ALERT_HZ
            case Whistle(start_s, _, end_s) if start_s <= time_s < end_s:
                hz = cue.hz_at(time_s)
            case _:
                pass
    return Audible(hz, text)
