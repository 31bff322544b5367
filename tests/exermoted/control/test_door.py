import asyncio
from pathlib import Path

from tests.fakes.guarded import Guarded, run

REQUEST = b"GET /api/status HTTP/1.1\r\nHost: localhost\r\n\r\n"
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def is_answered(connection: Connection) -> bool:
    reader, writer = connection
    try:
        writer.write(REQUEST)
        return (await reader.read(12)).endswith(b"200")
    except ConnectionError:
        return False


async def dial(port: int, host: str = "127.0.0.1") -> Connection:
    return await asyncio.open_connection("127.0.0.1", port, local_addr=(host, 0))


def test_connections_are_bounded_for_one_address_and_in_all(tmp_path: Path) -> None:
    async def test(service: Guarded) -> None:
        open_now = [await dial(service.port) for _ in range(3)]
        assert [await is_answered(one) for one in open_now] == [True, True, False]
        others = [await dial(service.port, f"127.0.0.{n}") for n in (2, 3, 4)]
        assert [await is_answered(one) for one in others] == [True, True, False]
        for _, writer in (*open_now, *others):
            writer.close()

    run(tmp_path, test, most=4, most_of_one=2)


def test_one_that_hangs_up_makes_room(tmp_path: Path) -> None:
    async def test(service: Guarded) -> None:
        for _ in range(10):
            connection = await dial(service.port)
            assert await is_answered(connection)
            connection[1].close()
            await connection[1].wait_closed()
            await asyncio.sleep(0)

    run(tmp_path, test, most=2, most_of_one=1)


def test_those_who_never_encrypt_are_counted_too(tmp_path: Path) -> None:
    async def test(service: Guarded) -> None:
        port = int(service.network.rpartition(":")[2])
        silent = [await dial(port) for _ in range(2)]
        await asyncio.sleep(0.1)
        refused = await dial(port)
        assert await refused[0].read() == b""
        async with service.unix.get("http://exermoted/api/status") as said:
            assert said.status == 200
        for _, writer in (*silent, refused):
            writer.close()

    run(tmp_path, test, most=100, most_of_one=2)


def test_what_is_no_tls_is_hung_up_on_and_told_nothing(tmp_path: Path) -> None:
    async def test(service: Guarded) -> None:
        reader, writer = await dial(int(service.network.rpartition(":")[2]))
        writer.write(REQUEST)
        assert b"HTTP" not in await reader.read()
        writer.close()

    run(tmp_path, test)
