"""What all pictures have in common: paper, type, colours, and how they are written."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sessions.errors import DataError, UsageError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, SOFT, FAINT, PAPER = "#1a1f24", "#5b6670", "#dfe3e6", "#ffffff"
BLUE, ORANGE = "#0072b2", "#d55e00"
"""Right and wrong."""

EXERCISE_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#7a5c00")
"""Nearly all of M. Okabe and K. Ito, Color Universal Design (2008), for the colour-blind, too."""

DPI = 150
_HEADING_IN, _MARGIN_IN = 0.72, 0.12
FORMATS = ("png", "svg")

STYLE: Mapping[Any, Any] = MappingProxyType(
    {
        "font.family": "DejaVu Sans",  # comes with matplotlib: the same everywhere
        "font.size": 9.5,
        "text.color": INK,
        "axes.labelcolor": SOFT,
        "axes.edgecolor": SOFT,
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.facecolor": PAPER,
        "axes.axisbelow": True,
        "axes.titlelocation": "left",
        "grid.color": FAINT,
        "grid.linewidth": 0.8,
        "xtick.color": SOFT,
        "ytick.color": SOFT,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "figure.facecolor": PAPER,
        "legend.frameon": False,
        "svg.hashsalt": "exermoted",  # else every drawing is another file
    }
)


def check_matplotlib() -> None:
    """Checks that pictures can be drawn.

    Raises:
        UsageError: matplotlib is not installed.
    """
    try:
        import matplotlib as mpl  # noqa: F401, PLC0415 - heavy, and of an extra
    except ImportError as error:
        raise UsageError("pictures need matplotlib: pip install 'exermoted[report]'") from error


@contextmanager
def paper(*paths: Path) -> "Iterator[Figure]":
    """Gives an empty figure and writes it to each of the paths, as what its name ends in.

    Raises:
        DataError: a file cannot be written.
    """
    from matplotlib import rc_context  # noqa: PLC0415 - heavy, and of an extra
    from matplotlib.figure import Figure  # noqa: PLC0415 - likewise

    with rc_context(dict(STYLE)):
        figure = Figure(dpi=DPI, layout="constrained")
        yield figure
        for path in paths:
            _write(figure, path)


def _write(figure: "Figure", path: Path) -> None:
    dateless = {"Date": None} if path.suffix == ".svg" else {}
    try:
        figure.savefig(path, metadata=dateless)
    except OSError as error:
        raise DataError(path, f"cannot be written: {error.strerror}") from error


def heading(figure: "Figure", title: str, below: str) -> None:
    """Writes a title and, smaller, a line below it at the upper left, and keeps their room free."""
    height_in = figure.get_figheight()
    left = _MARGIN_IN / figure.get_figwidth()
    figure.text(left, 1 - 0.14 / height_in, title, fontsize=13, weight="bold", va="top")
    figure.text(left, 1 - 0.42 / height_in, below, fontsize=9.5, color=SOFT, va="top")
    engine = figure.get_layout_engine()
    if engine is not None:
        room = (0, 0, 1, 1 - _HEADING_IN / height_in)
        engine.set(rect=room, w_pad=_MARGIN_IN)  # type: ignore[call-arg] # a constrained one


def percent(share: float) -> str:
    """Returns a share in per cent."""
    return f"{100 * share:.1f} %"


def signed(value: float) -> str:
    """Returns a number with its sign."""
    return f"{value:+.1f}".replace("-", "\N{MINUS SIGN}")


def colours_of(exercises: Sequence[str]) -> dict[str, str]:
    """Returns a colour for each exercise."""
    return {
        name: EXERCISE_COLOURS[number % len(EXERCISE_COLOURS)]
        for number, name in enumerate(exercises)
    }


def bare(axes: "Axes") -> None:
    """Takes frame and marks off, so that only what is drawn remains."""
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0)


def tint(colour: str, strength: float) -> tuple[float, float, float]:
    """Returns a colour thinned with white; a strength of 1 leaves it, 0 is paper."""
    from matplotlib.colors import to_rgb  # noqa: PLC0415 - heavy, and of an extra

    red, green, blue = (1 - (1 - part) * strength for part in to_rgb(colour))
    return red, green, blue
