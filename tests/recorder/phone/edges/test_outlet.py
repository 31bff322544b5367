import asyncio

from recorder.phone.edges.outlet import Outlet
from tests.fakes.waiting import PATIENCE_S, until


class Wire:
    """A connection that takes a message at a time, when it is told to."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.ready = asyncio.Semaphore(0)

    async def send(self, text: str) -> None:
        await self.ready.acquire()
        self.sent.append(text)


def test_messages_keep_their_order_and_the_newest_shown_comes_after_them() -> None:
    async def test() -> list[str]:
        wire, outlet = Wire(), Outlet()
        for text in "ab":
            outlet.put(text)
        for text in "123":
            outlet.show(text)
        delivery = asyncio.create_task(outlet.deliver(wire.send))
        for _ in range(3):
            wire.ready.release()
        await until(lambda: len(wire.sent) == 3)
        outlet.put("c")
        wire.ready.release()
        await until(lambda: len(wire.sent) == 4)
        delivery.cancel()
        assert outlet.lost == 2
        return wire.sent

    assert asyncio.run(test()) == ["a", "b", "3", "c"]


def test_one_that_does_not_read_loses_its_oldest() -> None:
    outlet = Outlet(limit=3)
    for number in range(10):
        outlet.put(str(number))
    assert outlet.lost == 7


def test_a_connection_that_is_lost_ends_the_delivery() -> None:
    async def gone(_text: str) -> None:
        raise ConnectionResetError

    async def test() -> None:
        outlet = Outlet()
        outlet.put("a")
        await asyncio.wait_for(outlet.deliver(gone), PATIENCE_S)

    asyncio.run(test())
