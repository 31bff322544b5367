"""From cues to clips at sample positions."""

from collections.abc import Iterable, Mapping

from recorder.coach import Alert, Cue, Speech, Whistle
from recorder.sound.mixer import Clip, Lane, Placed, Playlist
from recorder.sound.synthesis import Samples, alert, whistle


def playlist(cues: Iterable[Cue], spoken: Mapping[str, Samples], rate_hz: int) -> Playlist:
    """Returns the clips of a workout that begins at sample 0, by start.

    Args:
        cues: of the workout.
        spoken: the sounds of its texts at ``rate_hz``; a text without one stays silent.
        rate_hz: of the samples.
    """
    clips = _Clips(spoken, rate_hz)
    placed = (
        Placed(round(cue.start_s * rate_hz), clip)
        for cue in cues
        if (clip := clips.of(cue)) is not None
    )
    return tuple(sorted(placed, key=lambda each: each.start))


def moved(clips: Playlist, by_samples: int) -> Playlist:
    """Returns the clips placed ``by_samples`` later."""
    return tuple(Placed(each.start + by_samples, each.clip) for each in clips)


class _Clips:
    """Makes each different sound once: the whistles of a set are all alike."""

    def __init__(self, spoken: Mapping[str, Samples], rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._spoken = {text: Clip(samples, Lane.SPEECH) for text, samples in spoken.items()}
        self._alert = Clip(alert(rate_hz), Lane.TONE)
        self._whistles: dict[tuple[int, int], Clip] = {}

    def of(self, cue: Cue) -> Clip | None:
        match cue:
            case Speech():
                return self._spoken.get(cue.text)
            case Alert():
                return self._alert
            case Whistle():
                return self._whistle(cue)

    def _whistle(self, cue: Whistle) -> Clip:
        fall_s, rise_s = cue.turn_s - cue.start_s, cue.end_s - cue.turn_s
        shape = (round(fall_s * self._rate_hz), round(rise_s * self._rate_hz))
        if shape not in self._whistles:
            self._whistles[shape] = Clip(whistle(cue, self._rate_hz), Lane.TONE)
        return self._whistles[shape]
