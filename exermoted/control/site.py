"""All that the daemon's web server answers: the API, the dashboard and the phone's page."""

import time

from exermoted.config import Config
from exermoted.control.dashboard import Dashboard
from exermoted.control.devices import FILE_NAME as DEVICES
from exermoted.control.devices import Devices
from exermoted.control.guard import Guard
from exermoted.control.pairing import Pairings
from exermoted.control.pairing_routes import PairingRoutes
from exermoted.control.past import Past
from exermoted.control.routes import Routes
from exermoted.control.server import ControlServer
from exermoted.service.controller import Controller
from exermoted.service.reach import Reach
from recorder.phone.edges.hosted import HostedPage

PHONE = "/phone"


class Site:
    """The web server with everything on it.

    Args:
        config: says where paired devices are kept.
        reach: where it is reached.
        controller: does what is asked.
        page: the phone's.

    Attributes:
        trouble: what is wrong with the file of paired devices, if anything.

    Raises:
        UsageError: it would be open to whoever passes by.
    """

    def __init__(
        self, config: Config, reach: Reach, controller: Controller, page: HostedPage
    ) -> None:
        devices = Devices(config.service.folder / DEVICES)
        self.trouble = devices.trouble
        self._reach = reach
        self._page = page
        self._routes = Routes(controller)
        guard = Guard(devices, reach.names)
        pairing = PairingRoutes(
            devices, Pairings(time.monotonic), self._base, guard.cut, reach.fingerprint
        )
        answered = [
            *self._routes.routes(),
            *Past(controller).routes(),
            *pairing.routes(),
            *Dashboard().routes(),
            *page.routes(PHONE),
        ]
        self._server = ControlServer(reach.place, answered, guard)

    async def open(self) -> None:
        """Begins to listen.

        Raises:
            SourceError: the place is taken, or cannot be listened on.
        """
        await self._server.open()

    async def close(self) -> None:
        await self._page.hang_up()
        await self._routes.events.close()
        await self._server.close()

    def _base(self) -> str | None:
        """Returns the address for devices on the network."""
        address = self._reach.network_address
        return f"{address}:{self._server.port}" if address else None
