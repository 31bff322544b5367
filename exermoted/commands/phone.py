"""``exermoted phone``: how a phone is reached, and whether its motion arrives."""

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from exermoted.commands.options import parse_duration
from exermoted.commands.pairing import list_devices, pair, revoke
from exermoted.config import PhoneApp, PhoneConfig, Sign, load_config
from exermoted.feed import interruption
from exermoted.screens import drawn
from exermoted.terminal import INTERRUPTED, ConfigOption, JsonOption, out, qr_code
from recorder.metronome import RealTime

if TYPE_CHECKING:
    from exermoted.phones import Phone
    from exermoted.phonewatch import PhoneWatch

LOOK_S = 0.25
LOOKS_PER_LINE = 20
LOOKS_PER_JSON = 4

app = typer.Typer()
app.command("pair")(pair)
app.command("list")(list_devices)
app.command("revoke")(revoke)


@app.callback(invoke_without_command=True)
def phone(
    context: typer.Context,
    kind: Annotated[
        PhoneApp | None,
        typer.Option("--app", help="What runs on the phone (page)."),
    ] = None,
    network: Annotated[
        bool | None,
        typer.Option("--network/--this-machine", help="Who may reach us (this machine)."),
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65535, help="Listen, or call, there.")
    ] = None,
    address: Annotated[
        str | None, typer.Option("--address", metavar="HOST", help="The phone's own address.")
    ] = None,
    convention: Annotated[
        Sign | None,
        typer.Option("--convention", help="Acceleration's sign (it is found)."),
    ] = None,
    duration: Annotated[
        str | None,
        typer.Option("--duration", metavar="LENGTH", help="Stop after this (never)."),
    ] = None,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Show how a phone is connected without the service, and which of its streams arrive.

    Example: [bold]exermoted phone --network[/bold]
    """
    if context.invoked_subcommand is not None:
        return
    given = {
        "app": kind,
        "network": network,
        "port": port,
        "address": address,
        "convention": convention,
    }
    from exermoted.phones import phone_of  # noqa: PLC0415 - loads a web server

    changes = {name: value for name, value in given.items() if value is not None}
    settings: PhoneConfig = msgspec.structs.replace(load_config(config).phone, **changes)
    seconds = None if duration is None else parse_duration(duration)
    if asyncio.run(_watch(phone_of(settings), seconds, json)):
        raise typer.Exit(INTERRUPTED)


async def _watch(phone: "Phone", duration_s: float | None, json: bool) -> bool:
    """Watches until the time is over; returns whether it was interrupted instead."""
    from exermoted.phonewatch import PhoneWatch  # noqa: PLC0415 - as above

    watch = PhoneWatch()
    clock = RealTime().now
    await phone.source.open(clock)
    try:
        _invite(phone, json)
        start_s = clock()
        looks = 0
        with interruption() as stop, drawn(out, watch.render):
            while not stop.is_set() and (duration_s is None or clock() - start_s < duration_s):
                samples = list(phone.source.read(clock()))
                notes = phone.source.notes()
                watch.look(clock() - start_s, phone.source.report(), samples, notes)
                _print(watch, looks, json)
                looks += 1
                await asyncio.sleep(LOOK_S)
            return stop.is_set()
    finally:
        await phone.source.close()


def _print(watch: "PhoneWatch", looks: int, json: bool) -> None:
    if json:
        if looks % LOOKS_PER_JSON == 0:
            _print_json(watch.state())
    elif not out.is_terminal:
        for note in watch.news:
            _tell(note)
        if looks % LOOKS_PER_LINE == LOOKS_PER_LINE - 1:
            _tell(watch.line())


def _invite(phone: "Phone", json: bool) -> None:
    if json:
        _print_json({"address": phone.address, "steps": phone.steps})
        return
    if phone.address is not None:
        _tell(phone.address, "bold")
        if out.is_terminal:
            out.print(qr_code(phone.address))
    for number, step in enumerate(phone.steps, 1):
        _tell(f"{number}. {step}")
    if phone.fingerprint:
        _tell(f"SHA-256 of the certificate: {phone.fingerprint}", "dim")


def _tell(line: str, style: str | None = None) -> None:
    out.print(line, style=style, markup=False, emoji=False, soft_wrap=True)


def _print_json(value: object) -> None:
    sys.stdout.write(msgspec.json.encode(value).decode() + "\n")
    sys.stdout.flush()
