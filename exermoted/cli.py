"""The command line: ``exermoted COMMAND``."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.exceptions import TyperException

from exermoted import VERSION
from exermoted.commands import phone, sensors, sessions
from exermoted.commands.daemon import status, stop
from exermoted.commands.doctor import doctor
from exermoted.commands.evaluate import evaluate
from exermoted.commands.export import export
from exermoted.commands.history import history
from exermoted.commands.live import live
from exermoted.commands.record import record
from exermoted.commands.report import report
from exermoted.commands.run import run as run_daemon
from exermoted.commands.script import script
from exermoted.commands.serve import serve
from exermoted.commands.train import train
from exermoted.terminal import INTERRUPTED, out, tell, tell_usage
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
app.command("run")(run_daemon)
app.command()(status)
app.command()(stop)
app.command()(history)
app.command()(script)
app.command()(doctor)
app.add_typer(phone.app, name="phone")
app.command()(serve)
app.add_typer(sensors.app, name="sensors")
app.add_typer(sessions.app, name="sessions")
app.command()(train)
app.command()(evaluate)
app.command()(export)
app.command()(report)


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status: 0, 1 failed, 2 usage, 130 interrupted.

    Args:
        arguments: without the program's name; those of the process by default.
    """
    try:
        return app(arguments, standalone_mode=False) or 0
    except ExermotedError as error:
        return tell(error)
    except TyperException as error:
        return tell_usage(error)
    except KeyboardInterrupt:
        return INTERRUPTED


def main() -> None:
    """Runs the command line and exits."""
    sys.exit(run())
