"""Settings of the counter of phases, chosen on people whom the network has not seen.

What a usual repetition looks like is measured; which answer is followed, how much evidence is
asked for and how it fades is searched for. Little is searched and the middle of what does well
is taken rather than the best of all: a few dozen sets decide, and one of them more or less is
chance.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from models.card import CounterSettings, Halves
from models.judging import CountTally, Truth
from models.predictions import Count
from models.repetitions import Counted, Movement
from models.windows import Floats

WANTED_MEDIAN_S, WANTED_P90_S = 0.1, 0.4
"""From the end of a repetition to its count, as far as an answer to follow can be chosen."""
SURE = (1.1, 1.2, 1.3, 1.4)
LESS_LIKELY = (0.0, 0.1)
"""How much less than for certainty is enough right after another repetition."""
LESS_POSSIBLE = (0.2, 0.3, 0.4)
"""How much less than that is enough together with the next one."""
FADE = (0.05, 0.1)
SEEN_OFTEN = 3
"""A median of fewer repetitions is no usual one."""

Grid = npt.NDArray[np.float64]
Follow = Callable[[CounterSettings, Floats], Iterable[tuple[int, Counted | Movement]]]
"""Counts with these settings in (frames, heads, outputs); each with the frame it is known at."""


class Heard(Protocol):
    """A recording and what a network that has not seen its person said of it."""

    @property
    def truth(self) -> Truth:
        """What was really done."""

    @property
    def scores(self) -> Floats:
        """(frames, heads, outputs), known at each frame; NaN where nothing was."""


def tuned(
    settings: CounterSettings,
    heard: Sequence[Heard],
    follow: Follow,
    delays_steps: Sequence[int],
) -> CounterSettings:
    """Returns settings with which the fewest mistakes are made, and soon enough.

    Mistakes are those of the judge: repetitions too many or too few in a set, counts of another
    exercise, and counts in set breaks. Of the answers with which a count comes as soon as is
    wanted (the soonest one, if there is none), that with the fewest mistakes is followed.

    Args:
        settings: to begin with; its halves are measured anew.
        heard: recordings of people whom the network has not seen.
        follow: the counter.
        delays_steps: how many frames ago it is what each answer is about.
    """
    search = _Search(heard, follow)
    settings = search.head(settings, delays_steps)
    settings = search.over(
        [
            [replace(settings, sure=sure, likely=sure - less) for less in LESS_LIKELY]
            for sure in SURE
        ]
    )
    return search.over(
        [
            [
                replace(settings, possible=settings.likely - less, fade=fade)
                for less in LESS_POSSIBLE
            ]
            for fade in FADE
        ]
    )


@dataclass(frozen=True, slots=True)
class _Tried:
    """Settings, and what came of them."""

    settings: CounterSettings
    tally: CountTally

    @property
    def lateness_s(self) -> float:
        """By how much counts come later than is wanted; without any they never do."""
        delays_s = self.tally.delays_s
        if not delays_s:
            return float("inf")
        late = np.median(delays_s) - WANTED_MEDIAN_S, np.percentile(delays_s, 90) - WANTED_P90_S
        return max(0.0, *(round(float(each), 3) for each in late))


class _Search:
    """Tries settings on the same recordings."""

    def __init__(self, heard: Sequence[Heard], follow: Follow) -> None:
        self._heard = heard
        self._follow = follow
        self._known: dict[bytes, CountTally] = {}

    def head(self, settings: CounterSettings, delays_steps: Sequence[int]) -> CounterSettings:
        """Returns the settings with the answer to follow, and halves as it shows them."""
        tried = [
            self._try(self._measured(replace(settings, delay_steps=delay_steps)))
            for delay_steps in delays_steps
        ]
        return min(tried, key=lambda each: (each.lateness_s, each.tally.mistakes)).settings

    def over(self, grid: Sequence[Sequence[CounterSettings]]) -> CounterSettings:
        """Returns the settings in a grid around which the fewest mistakes are made."""
        tried = [[self._try(settings) for settings in row] for row in grid]
        mistakes = np.array([[each.tally.mistakes for each in row] for row in tried], float)
        row, column = middle_of_best(mistakes)
        return grid[row][column]

    def _try(self, settings: CounterSettings) -> _Tried:
        key = msgspec.json.encode(settings)
        if key not in self._known:
            tally = CountTally()
            for heard in self._heard:
                tally.add(heard.truth, _counts(self._follow(settings, heard.scores)))
            self._known[key] = tally
        return _Tried(settings, self._known[key])

    def _measured(self, settings: CounterSettings) -> CounterSettings:
        """Returns the settings with halves as they are recognised."""
        seen: dict[str, list[Halves]] = defaultdict(list)
        for heard in self._heard:
            for exercise, halves in _recognised(heard.truth, self._follow(settings, heard.scores)):
                seen[exercise].append(halves)
        usual = {name: _median(all_) for name, all_ in seen.items() if len(all_) >= SEEN_OFTEN}
        return replace(settings, halves={**settings.halves, **usual})


def middle_of_best(costs: Grid) -> tuple[int, int]:
    """Returns where in a grid costs are lowest all around: the middle of a plain, not a hole.

    Args:
        costs: (rows, columns); each is taken together with its neighbours.
    """
    rows, columns = costs.shape
    known = np.pad(costs, 1, constant_values=np.nan)
    around = [known[i : i + rows, j : j + columns] for i in range(3) for j in range(3)]
    smooth = np.nanmean(around, axis=0)
    middle = ((rows - 1) / 2, (columns - 1) / 2)
    places = [(row, column) for row in range(rows) for column in range(columns)]
    return min(
        places,
        key=lambda at: (
            round(float(smooth[at]), 9),
            costs[at],
            abs(at[0] - middle[0]) + abs(at[1] - middle[1]),
        ),
    )


def _counts(found: Iterable[tuple[int, Counted | Movement]]) -> list[Count]:
    return [
        Count(each.about_tick, each.exercise, tick)
        for tick, each in found
        if isinstance(each, Counted)
    ]


def _recognised(
    truth: Truth, found: Iterable[tuple[int, Counted | Movement]]
) -> Iterable[tuple[str, Halves]]:
    """Yields each repetition that is one as it was recognised."""
    for _, each in found:
        if not isinstance(each, Movement) or not each.counted or each.turn_tick is None:
            continue
        index = truth.repetition_at(each.turn_tick, each.exercise)
        left = 0 if index is None else truth.repetitions[index].end - each.turn_tick
        if left > 0 and each.first_steps and each.second_steps:
            yield (
                each.exercise,
                Halves(
                    first_steps=each.first_steps,
                    second_steps=each.second_steps,
                    turn_to_end_steps=left,
                ),
            )


def _median(halves: Sequence[Halves]) -> Halves:
    return Halves(
        first_steps=median(each.first_steps for each in halves),
        second_steps=median(each.second_steps for each in halves),
        turn_to_end_steps=median(each.turn_to_end_steps for each in halves),
    )
