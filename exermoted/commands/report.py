"""``exermoted report``: one recording on a page."""

from pathlib import Path
from typing import Annotated

import typer

from exermoted.commands.options import ModelOption
from exermoted.config import load_config
from exermoted.report.contents import gather
from exermoted.report.page import page
from exermoted.report.picture import write_png
from exermoted.terminal import ConfigOption, out
from sessions.atomic import replaced
from sessions.errors import DataError, UsageError


def report(
    recording: Annotated[
        Path, typer.Argument(help="A session's folder or name, or a public Exermote CSV.")
    ],
    file: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Ends in .html or .png \\[default: the recording's name, .html, here]",
        ),
    ] = None,
    model: ModelOption = None,
    config: ConfigOption = None,
) -> None:
    """Show a recording on one page: signals, labels, what is recognised, and how it arrived.

    Example: [bold]exermoted report SESSION --out report.html[/bold]
    """
    settings = load_config(config)
    named = settings.sessions / recording
    path = named if named.exists() and not recording.exists() else recording
    target = file or Path(f"{path.stem if path.is_file() else path.name}.html")
    if target.suffix not in (".html", ".png"):
        raise UsageError(f"--out ends in .html or .png, not '{target.suffix}'")
    found = gather(path, model or settings.model)
    if target.suffix == ".png":
        write_png(found, target)
    else:
        _write(target, page(found))
    out.print(str(target), markup=False, soft_wrap=True)


def _write(path: Path, text: str) -> None:
    try:
        with replaced(path) as file:
            file.write(text.encode())
    except OSError as error:
        raise DataError(path, f"cannot be written: {error.strerror}") from error
