"""The command line: ``exermoted COMMAND``."""

import sys
from typing import Annotated

import typer

from exermoted import VERSION
from exermoted.commands import sessions
from exermoted.commands.evaluate import evaluate
from exermoted.commands.live import live
from exermoted.commands.record import record
from exermoted.commands.script import script
from exermoted.terminal import out, tell
from sessions.errors import ExermotedError

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Record, recognise and count exercise with body-worn sensors.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        out.print(f"exermoted {VERSION}")
        raise typer.Exit


@app.callback()
def _root(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    pass


app.command()(record)
app.command()(live)
app.command()(script)
app.add_typer(sessions.app, name="sessions")
app.command()(evaluate)


def main() -> None:
    """Runs the command line and exits: 0, 1 failed, 2 usage, 130 interrupted."""
    try:
        app()
    except ExermotedError as error:
        sys.exit(tell(error))
    except KeyboardInterrupt:
        sys.exit(130)
