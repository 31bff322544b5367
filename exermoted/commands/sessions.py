"""``exermoted sessions``: what has been recorded."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from exermoted.commands.uploads import upload
from exermoted.config import load_config
from exermoted.terminal import ConfigOption, JsonOption, err, out, print_json
from exermoted.upload.queue import Queue
from sessions.errors import DataError, ExermotedError
from sessions.folder import is_session, read_session
from sessions.importing import write_recording
from sessions.info import SessionInfo, read_info
from sessions.load import load_recordings
from sessions.repair import repair as repair_session
from sessions.repair import unfinished

app = typer.Typer(
    no_args_is_help=True, help="List, show, verify, repair, import and upload sessions."
)

FolderOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder of sessions \\[default: as configured]"),
]
SessionArgument = Annotated[Path, typer.Argument(help="A session's folder.")]


@app.command("list")
def list_sessions(
    folder: FolderOption = None, json: JsonOption = False, config: ConfigOption = None
) -> None:
    """List the sessions of a folder.

    Example: [bold]exermoted sessions list[/bold]
    """
    configured = load_config(config)
    found = sorted(p for p in (folder or configured.sessions).glob("*") if is_session(p))
    infos = [(path.name, read_info(path)) for path in found]
    uploads = Queue(configured.upload.queue)
    if json:
        print_json([{"name": n, "session": i, "upload": uploads.state(n)} for n, i in infos])
        return
    table = Table("session", "subject", "length", "state", "upload")
    for name, info in infos:
        length = f"{info.frames / info.rate_hz:.0f} s"
        table.add_row(name, info.subject, length, info.state, uploads.state(name) or "")
    out.print(table)


@app.command()
def show(folder: SessionArgument, json: JsonOption = False) -> None:
    """Show what a session is and what became of each stream.

    Example: [bold]exermoted sessions show FOLDER[/bold]
    """
    info = read_info(folder)
    if json:
        print_json(info)
        return
    out.print(f"{info.subject}, {info.started}, {info.frames} frames, {info.state}", markup=False)
    table = Table("stream", "samples", "rate", "missing", "stale", "gaps", "longest gap")
    for name, stream in info.streams.items():
        counts = (stream.missing, stream.stale, stream.gaps)
        table.add_row(
            name,
            str(stream.samples),
            f"{stream.rate_hz:.1f} Hz",
            *map(str, counts),
            f"{stream.longest_gap_s:.1f} s",
        )
    out.print(table)
    if info.counts:
        known = ", ".join(f"set {number}: {count}" for number, count in info.counts.items())
        out.print(f"known repetitions: {known}", markup=False)
    late = info.ticks
    out.print(
        f"ticks: {late.missed} missed, {late.late_median_ms:.1f} ms late (median), "
        f"{late.late_max_ms:.1f} ms at most"
    )
    for note in info.notes:
        out.print(note, markup=False)


@app.command()
def verify(folders: Annotated[list[Path], typer.Argument(help="Sessions' folders.")]) -> None:
    """Read sessions to their end and say whether they are whole.

    Example: [bold]exermoted sessions verify FOLDER[/bold]
    """
    bad = 0
    for folder in folders:
        try:
            info, recording = read_info(folder), read_session(folder)
            if info.frames != len(recording.frames):
                raise DataError(folder, f"has {len(recording.frames)} of {info.frames} frames")
        except ExermotedError as error:
            err.print(str(error), style="red", markup=False, soft_wrap=True)
            bad += 1
        else:
            out.print(f"{folder}: ok, {info.frames} frames", markup=False, soft_wrap=True)
    if bad:
        raise typer.Exit(1)


@app.command()
def repair(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(help="Sessions' folders \\[default: all that have no end]"),
    ] = None,
    folder: FolderOption = None,
    config: ConfigOption = None,
) -> None:
    """Close sessions that a crash or a full disk left without an end.

    Example: [bold]exermoted sessions repair[/bold]
    """
    for path in folders or unfinished(folder or load_config(config).sessions):
        info: SessionInfo = repair_session(path)
        out.print(f"{path}: closed, {info.frames} frames", markup=False, soft_wrap=True)


@app.command("import")
def import_recordings(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Public Exermote CSVs, or files that --map explains; or folders."),
    ],
    explained: Annotated[
        Path | None,
        typer.Option("--map", metavar="MAP.yaml", help="What other programs' CSVs mean"),
    ] = None,
    rate: Annotated[
        float, typer.Option("--rate", metavar="HZ", help="Of the frames, with --map")
    ] = 10.0,
    folder: FolderOption = None,
    config: ConfigOption = None,
) -> None:
    """Import recordings that were made elsewhere as sessions.

    Example: [bold]exermoted sessions import RawData/[/bold]

    Example: [bold]exermoted sessions import mine/ --map mine.yaml[/bold]
    """
    parent = folder or load_config(config).sessions
    if explained is not None:
        from exermoted.foreign import import_foreign  # noqa: PLC0415 - loads the phone's filter

        import_foreign(paths, explained, rate, parent)
        return
    for recording in load_recordings(paths):
        made = write_recording(recording, parent, [f"imported from {recording.name}"])
        out.print(f"{recording.name} → {made}", markup=False, soft_wrap=True)


app.command()(upload)
