"""``exermoted phone pair``, ``list`` and ``revoke``: which devices may use the service."""

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.markup import escape
from rich.table import Table

from exermoted.config import Config, load_config
from exermoted.service.place import find_daemon, the_daemon
from exermoted.terminal import ConfigOption, JsonOption, out, print_json, qr_code
from sessions.errors import ExermotedError, UsageError

if TYPE_CHECKING:
    from exermoted.control.devices import Device, Devices
    from exermoted.control.pairing import Invitation

PushingApp = Literal["sensor-logger", "sensorlog-http"]
_PATHS: dict[PushingApp, str] = {
    "sensor-logger": "/phone/sensor-logger",
    "sensorlog-http": "/phone/sensorlog",
}


def pair(
    app: Annotated[
        PushingApp | None,
        typer.Option("--app", help="An app that sends motion, in place of a browser."),
    ] = None,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Show the code by which a phone or a browser is paired with the running service.

    Example: [bold]exermoted phone pair[/bold]
    """
    settings = load_config(config)
    if app is not None:
        _show_app(app, asyncio.run(_app_address(settings, app)), json=json)
        return
    invitation = asyncio.run(_invited(settings))
    if json:
        print_json(invitation)
    else:
        _show(invitation)


def list_devices(json: JsonOption = False, config: ConfigOption = None) -> None:
    """List the devices that are paired with the service.

    Example: [bold]exermoted phone list[/bold]
    """
    devices = asyncio.run(_listed(load_config(config)))
    if json:
        print_json(devices)
        return
    table = Table("id", "name", "paired", "last seen", "may")
    for device in devices:
        may = "send motion" if device.pushes else "everything"
        table.add_row(device.id, escape(device.name), device.paired, device.seen or "–", may)
    out.print(table)


def revoke(
    device: Annotated[str, typer.Argument(metavar="NAME|ID", help="As the list has it.")],
    config: ConfigOption = None,
) -> None:
    """Take a device's access away, at once.

    Example: [bold]exermoted phone revoke 1f3a5c7e[/bold]
    """
    gone = asyncio.run(_revoked(load_config(config), device))
    out.print(f"{gone.name} ({gone.id}) is revoked", markup=False, soft_wrap=True)


def _show(invitation: "Invitation") -> None:
    _tell(invitation.address, "bold")
    if out.is_terminal:
        out.print(qr_code(invitation.address))
    _tell(f"Open it on the new device within {invitation.expires_s / 60:.0f} minutes, once.")
    _tell("Its browser warns of the certificate; compare the SHA-256, and continue:")
    _tell(str(invitation.fingerprint), "dim")


def _show_app(app: PushingApp, address: str, *, json: bool) -> None:
    if json:
        print_json({"address": address})
        return
    _tell(address, "bold")
    _tell(f"Enter it in {app}. It is a password, good until 'exermoted phone revoke {app}'.")


async def _invited(config: Config) -> "Invitation":
    from exermoted.control.client import DaemonClient  # noqa: PLC0415 - loads a web client

    async with DaemonClient(the_daemon(config)) as client:
        return await client.invite()


async def _app_address(config: Config, app: PushingApp) -> str:
    """Pairs an app, which cannot do that itself; returns the address that it sends to."""
    from exermoted.control.client import DaemonClient  # noqa: PLC0415 - loads a web client
    from exermoted.control.pairing import PairOrder  # noqa: PLC0415 - as above

    async with DaemonClient(the_daemon(config)) as client:
        invitation = await client.invite()
        order = PairOrder(secret=invitation.secret, name=app, pushes=True)
        paired = await client.pair(order)
    base = invitation.address.partition("/pair#")[0]
    return f"{base}{_PATHS[app]}?token={paired.token}"


async def _listed(config: Config) -> "tuple[Device, ...]":
    from exermoted.control.client import DaemonClient  # noqa: PLC0415 - loads a web client

    socket = find_daemon(config)
    if socket is None:
        return _stored(config).all()
    async with DaemonClient(socket) as client:
        return await client.devices()


async def _revoked(config: Config, device: str) -> "Device":
    from exermoted.control.client import DaemonClient  # noqa: PLC0415 - loads a web client

    found = _named(await _listed(config), device)
    socket = find_daemon(config)
    if socket is None:
        _stored(config).revoke(found.id)
        return found
    async with DaemonClient(socket) as client:
        return await client.revoke(found.id)


def _stored(config: Config) -> "Devices":
    """Returns the devices as their file has them, for want of a daemon."""
    from exermoted.control.devices import FILE_NAME, Devices  # noqa: PLC0415 - few need them

    devices = Devices(config.service.folder / FILE_NAME)
    if devices.trouble is not None:
        raise ExermotedError(devices.trouble)
    return devices


def _named(devices: "Iterable[Device]", name: str) -> "Device":
    found = [device for device in devices if name in (device.id, device.name)]
    if len(found) != 1:
        said = "several devices are" if found else "no device is"
        raise UsageError(f"{said} called '{name}'; 'exermoted phone list' tells their ids")
    return found[0]


def _tell(line: str, style: str | None = None) -> None:
    out.print(line, style=style, markup=False, emoji=False, soft_wrap=True)
