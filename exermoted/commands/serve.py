"""``exermoted serve``: recognition for many phones, each by itself."""

import asyncio
import time
from typing import Annotated

import msgspec
import typer

from exermoted.commands.options import ModelOption
from exermoted.config import PhoneConfig, load_config
from exermoted.feed import interruption
from exermoted.packaged import find_model
from exermoted.terminal import ConfigOption, JsonOption, out

STEPS = (
    "Open the address in each phone's browser, and continue past the warning.",
    "Tap 'Start measuring', allow motion, and lay the phone face up for a second.",
    "Strap it to your right upper arm and leave the page open: it shows what is counted.",
)


def serve(
    network: Annotated[
        bool | None,
        typer.Option("--network/--this-machine", help="Who may reach us (this machine)."),
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65535, help="Listen there.")
    ] = None,
    model: ModelOption = None,
    athletes: Annotated[
        int, typer.Option("--athletes", min=1, max=10_000, help="So many at once.")
    ] = 200,
    at_once: Annotated[
        int,
        typer.Option("--at-once", min=1, max=64, help="Windows in one run of the network."),
    ] = 64,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Recognise and count for many phones at once, each by itself, until Ctrl-C.

    Example: [bold]exermoted serve --network[/bold]
    """
    from exermoted.phones import reach_phone  # noqa: PLC0415 - loads a web server
    from exermoted.serving.gym import Gym  # noqa: PLC0415 - as above
    from exermoted.serving.screen import ServeScreen  # noqa: PLC0415 - as above
    from exermoted.serving.service import serve as serve_athletes  # noqa: PLC0415 - as above
    from inference.taught import load_engine  # noqa: PLC0415 - keeps --help quick

    settings = load_config(config)
    gym = Gym(load_engine(find_model(model or settings.model)), time.monotonic, athletes, at_once)
    reached = reach_phone(_changed(settings.phone, network, port))
    screen = ServeScreen(out, json=json)
    screen.invite(reached, STEPS)

    async def run() -> None:
        with interruption() as stop, screen.drawn():
            await serve_athletes(gym, reached.site, stop, screen.show)

    asyncio.run(run())


def _changed(phone: PhoneConfig, network: bool | None, port: int | None) -> PhoneConfig:
    given = {"network": network, "port": port}
    changes = {name: value for name, value in given.items() if value is not None}
    return msgspec.structs.replace(phone, **changes)
