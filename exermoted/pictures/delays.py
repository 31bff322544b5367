"""What waiting is worth: accuracy against the delay of the answer."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from exermoted.judging import Figures
from exermoted.pictures.canvas import BLUE, INK, PAPER, SOFT, heading, tint

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH_IN, _HEIGHT_IN = 7.2, 4.6
_ALL = "all"
_LINE_SHARE = 0.055
"""How much of the picture's height a name needs."""


def draw_delays(figure: "Figure", by_delay_s: Mapping[float, Figures]) -> None:
    """Draws the accuracy of each of a network's answers, of everyone and of each person.

    Args:
        figure: an empty one.
        by_delay_s: at least two, the soonest first.
    """
    answers = list(by_delay_s.values())
    percents = {
        name: [100 * each.people[name].accuracy for each in answers] for name in answers[0].people
    }
    percents[_ALL] = [100 * each.everyone.accuracy for each in answers]
    figure.set_size_inches(_WIDTH_IN, _HEIGHT_IN)
    plot = figure.subplots()
    delays_s = list(by_delay_s)
    for name, values in percents.items():
        width = 2.4 if name == _ALL else 1.2
        (line,) = plot.plot(delays_s, values, "o-", linewidth=width, markersize=2.5 * width)
        line.set_color(_colour(name, 0.5))
    _values(plot, delays_s, percents[_ALL])
    _names(plot, delays_s[-1], {name: values[-1] for name, values in percents.items()})
    plot.set(xlabel="delay of the answer in s", ylabel="frames that are right in %")
    plot.set_xticks(delays_s, [f"{delay_s:g}" for delay_s in delays_s])
    plot.grid(axis="y")
    heading(figure, "What waiting is worth", "accuracy of each answer that the network gives")


def apart(values: Sequence[float], gap: float) -> list[float]:
    """Returns places near the values, in the same order, no two of them nearer than a gap.

    What is too near is moved apart evenly around its middle.
    """
    order = sorted(range(len(values)), key=values.__getitem__)
    groups: list[tuple[float, int]] = []  # middle of its values, how many
    for index in order:
        groups.append((values[index], 1))
        while len(groups) > 1 and _overlap(groups[-2], groups[-1], gap):
            (low, fewer), (high, more) = groups[-2:]
            middle = (low * fewer + high * more) / (fewer + more)
            groups[-2:] = [(middle, fewer + more)]
    spread = [
        middle + gap * (place - (count - 1) / 2)
        for middle, count in groups
        for place in range(count)
    ]
    return [place for _, place in sorted(zip(order, spread, strict=True))]


def _overlap(low: tuple[float, int], high: tuple[float, int], gap: float) -> bool:
    return high[0] - low[0] < gap * (low[1] + high[1]) / 2


def _colour(name: str, strength: float) -> str | tuple[float, float, float]:
    return BLUE if name == _ALL else tint(SOFT, strength)


def _values(plot: "Axes", delays_s: Sequence[float], percents: Sequence[float]) -> None:
    from matplotlib.patheffects import withStroke  # noqa: PLC0415 - heavy, and of an extra

    halo = [withStroke(linewidth=3, foreground=PAPER)]
    for x, y in zip(delays_s, percents, strict=True):
        text = plot.annotate(f"{y:.1f}", (x, y), (0, 7), textcoords="offset points", color=INK)
        text.set(ha="center", va="bottom", weight="bold", path_effects=halo)


def _names(plot: "Axes", delay_s: float, ends: Mapping[str, float]) -> None:
    low, high = plot.get_ylim()
    for name, place in zip(
        ends, apart(list(ends.values()), _LINE_SHARE * (high - low)), strict=True
    ):
        plot.annotate(
            name,
            (delay_s, place),
            (20, 0),
            textcoords="offset points",
            va="center_baseline",
            color=_colour(name, 1.0),
        )
