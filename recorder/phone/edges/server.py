"""The server for phones that send by HTTP: our own page, Sensor Logger and SensorLog."""

from recorder.phone.edges.hosted import HostedPage
from recorder.phone.edges.listening import Listener, Site
from recorder.phone.intake import Intake
from recorder.phone.shown import Shown


class PhoneServer:
    """Listens for one phone.

    Args:
        site: where.
    """

    def __init__(self, site: Site) -> None:
        self._page = HostedPage(site.certificate)
        self._listener = Listener(site, self._page.refuse)

    @property
    def port(self) -> int:
        return self._listener.port

    def show(self, shown: Shown | None) -> None:
        """Shows it on every page; see `HostedPage.show`."""
        self._page.show(shown)

    async def open(self, intake: Intake) -> None:
        await self._page.open(intake)
        await self._listener.open(self._page.routes(), self._page.hang_up)

    async def close(self) -> None:
        await self._page.close()
        await self._listener.close()
