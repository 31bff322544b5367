"""What commands share on the terminal: consoles, options, and how an error is told."""

import io
import sys
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.text import Text
from typer.exceptions import TyperException

from sessions.errors import ExermotedError

INTERRUPTED = 130
"""The exit status after Ctrl-C."""

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="Configuration file \\[default: ~/.config/exermoted/config.yaml, "
        "then /etc/exermoted/config.yaml]",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


def print_json(value: Any) -> None:
    """Prints any value of the program's own as JSON."""
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value), indent=1).decode() + "\n")


def warn(text: str) -> None:
    """Prints in one line what a person should know; may be called from any thread."""
    err.print(text, style="yellow", markup=False, soft_wrap=True)


def tell(error: ExermotedError) -> int:
    """Prints an error in one line and returns the exit status."""
    err.print(f"exermoted: {error}", style="red", markup=False, soft_wrap=True)
    return error.exit_status


def tell_usage(error: TyperException) -> int:
    """Prints in one line what is wrong with the arguments and returns the exit status.

    A command group without a command shows its help instead.
    """
    message = " ".join(error.format_message().split())
    if message:
        err.print(f"exermoted: {message}", style="red", markup=False, soft_wrap=True)
    return error.exit_code


def qr_code(text: str) -> Text:
    """Returns a text as a QR code that a phone reads from the terminal."""
    import segno  # noqa: PLC0415 - few commands show one

    drawing = io.StringIO()
    segno.make(text, error="l", micro=False).terminal(out=drawing, compact=True, border=2)
    return Text(drawing.getvalue(), style="white on black")
