"""``exermoted status`` and ``exermoted stop``: the daemon from the command line."""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from exermoted.config import load_config
from exermoted.service.place import the_daemon
from exermoted.terminal import ConfigOption, JsonOption, out, print_json

if TYPE_CHECKING:
    from exermoted.service.messages import Status


def status(json: JsonOption = False, config: ConfigOption = None) -> None:
    """Show what the daemon does at present.

    Example: [bold]exermoted status[/bold]
    """
    from exermoted.control.client import DaemonClient  # noqa: PLC0415 - loads a web client

    async def asked() -> "Status":
        async with DaemonClient(the_daemon(load_config(config))) as client:
            return await client.status()

    _show(asyncio.run(asked()), json=json)


def stop(json: JsonOption = False, config: ConfigOption = None) -> None:
    """End what the daemon records or counts; what was recorded is kept.

    Example: [bold]exermoted stop[/bold]
    """
    from exermoted.control.client import DaemonClient  # noqa: PLC0415 - loads a web client

    async def asked() -> "Status":
        async with DaemonClient(the_daemon(load_config(config))) as client:
            return await client.stop()

    _show(asyncio.run(asked()), json=json)


def _show(told: "Status", *, json: bool) -> None:
    if json:
        print_json(told)
        return
    run, last = told.run, told.last
    line = str(told.mode)
    if run is not None:
        since = datetime.fromisoformat(run.since).isoformat(timespec="seconds")
        line += f" {run.subject}".rstrip() + f" since {since}, from {run.source}"
    out.print(line, markup=False, soft_wrap=True)
    if told.trouble:
        out.print(told.trouble, style="red", markup=False, soft_wrap=True)
    if last is not None:
        why = f": {last.error}" if last.error else ""
        out.print(
            f"last: {last.run.kind} {last.run.session or ''}".rstrip()
            + f", {last.frames} frames, {last.state}{why}",
            markup=False,
            soft_wrap=True,
        )
