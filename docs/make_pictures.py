"""Makes the pictures of the documents: ``python docs/make_pictures.py``."""

import asyncio
import io
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

from exermoted.comparison import compared
from exermoted.config import Config
from exermoted.counting import count
from exermoted.feed import Feed
from exermoted.packaged import find_model
from exermoted.screens import LiveDisplay
from exermoted.sources import open_origin
from inference.events import Event, Repetition
from inference.pipeline import Pipeline
from inference.taught import load_engine
from sessions.exercises import load_exercises
from sessions.script import generate

SEED = 4
HERE = Path(__file__).parent


def main() -> None:
    console = Console(record=True, width=64, force_terminal=True, file=io.StringIO())
    engine = load_engine(find_model("packaged"))
    origin = open_origin("sim", Config(), generate(load_exercises(), SEED), SEED, speed=1e6)
    display = LiveDisplay(console)
    said: list[Repetition] = []

    def tell(event: Event) -> None:
        display.tell(event)
        if isinstance(event, Repetition):
            said.append(event)

    asyncio.run(
        count(
            Feed(origin.source, origin.metronome, engine.card.rate_hz),
            lambda columns: Pipeline(engine, columns, engine.card.rate_hz),
            display,
            tell,
            asyncio.Event(),
        )
    )
    console.print(f"[dim]$[/dim] exermoted live --source sim --seed {SEED} --speed 10")
    console.print(display.render())
    console.print(compared(origin.script, said))
    console.save_svg(str(HERE / "live.svg"), title="exermoted", theme=MONOKAI)


if __name__ == "__main__":
    main()
