"""Whether what was drawn can be read."""

from collections.abc import Iterator
from itertools import combinations

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

_TOUCH_PX = 1.0


def texts(figure: Figure) -> list[tuple[str, Bbox]]:
    """Returns every text that is shown, and where it stands."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call] # matplotlib does not say
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call] # likewise
    hidden = {id(text) for text in _beyond_the_axes(figure)}
    return [
        (text.get_text(), text.get_window_extent(renderer))
        for text in figure.findobj(Text)
        if isinstance(text, Text)
        and text.get_visible()
        and text.get_text().strip()
        and id(text) not in hidden
    ]


def _beyond_the_axes(figure: Figure) -> Iterator[Text]:
    """Yields the labels of marks that lie beyond the ends of their axis and are not drawn."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in axis.get_major_ticks():
                if not low <= tick.get_loc() <= high:
                    yield from (tick.label1, tick.label2)


def outside(figure: Figure) -> list[str]:
    """Returns the texts that the picture's edge cuts off."""
    width, height = figure.bbox.width, figure.bbox.height
    return [
        text
        for text, box in texts(figure)
        if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height
    ]


def overlapping(figure: Figure) -> list[tuple[str, str]]:
    """Returns the pairs of texts that stand in each other's way."""
    pairs = combinations(texts(figure), 2)
    return [(one, other) for (one, here), (other, there) in pairs if _meet(here, there)]


def _meet(one: Bbox, other: Bbox) -> bool:
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.y1, other.y1) - max(one.y0, other.y0)
    return bool(wide > _TOUCH_PX and high > _TOUCH_PX)
