"""SensorLog by TCP: the app calls us, or we call the app."""

import asyncio
import itertools
from collections.abc import Callable

from recorder.phone import sensorlog
from recorder.phone.edges.access import check_sender
from recorder.phone.edges.calling import Caller
from recorder.phone.intake import Intake, Refusal
from recorder.phone.motion import Motion
from recorder.phone.reading import Batch, Convention, readings_of
from sessions.errors import PacketError, SourceError

PORT = 56204
LONGEST_LINE = 16 * 1024
MOST_CONNECTIONS = 4

_Decode = Callable[[bytes], Motion]


async def receive(reader: asyncio.StreamReader, device: str, session: str, intake: Intake) -> None:
    """Hands over what comes by a connection until it ends."""
    decode: _Decode | None = None
    while True:
        try:
            line = await reader.readline()
        except ValueError:
            intake.refuse(Refusal.TOO_LARGE, f"a line of more than {LONGEST_LINE} bytes")
            return
        if not line:
            return
        if line.isspace():
            continue
        try:
            if decode is None:
                decode = _decoder(line)
                if decode is not sensorlog.decode_object:
                    continue
            readings = readings_of(decode(line))
        except PacketError as error:
            intake.refuse(Refusal.MALFORMED, str(error))
            continue
        intake.take(Batch(device, session, readings, Convention.IOS))


def _decoder(first: bytes) -> _Decode:
    if first.lstrip().startswith(b"{"):
        return sensorlog.decode_object
    return sensorlog.Decoder(first).decode


class LineServer:
    """Waits for SensorLog to connect.

    Args:
        host: the address to listen on.
        port: 0 for any that is free.
        sender: the only address that may connect; needed on the network, because the app
            neither encrypts nor knows a token.

    Raises:
        UsageError: it would listen on the network for anybody.
    """

    def __init__(
        self, host: str = "127.0.0.1", port: int = PORT, sender: str | None = None
    ) -> None:
        check_sender(host, sender)
        self._host = host
        self._sender = sender
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._numbers = itertools.count(1)
        self.port = port

    async def open(self, intake: Intake) -> None:
        self._intake = intake
        try:
            self._server = await asyncio.start_server(
                self._serve, self._host, self.port, limit=LONGEST_LINE
            )
        except OSError as error:
            where = f"{self._host}:{self.port}"
            raise SourceError(
                f"cannot listen on {where}: {error.strerror}; choose another --port"
            ) from error
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
            for writer in tuple(self._open):
                writer.close()
            await server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        device = str(writer.get_extra_info("peername")[0])
        try:
            if self._sender not in (None, device):
                self._intake.refuse(Refusal.ADDRESS, device)
            elif len(self._open) >= MOST_CONNECTIONS:
                self._intake.refuse(Refusal.TOO_MANY, device)
            else:
                self._open.add(writer)
                await receive(reader, device, f"tcp {next(self._numbers)}", self._intake)
        except OSError:
            pass  # the phone went away, which the intake notices by itself
        finally:
            self._open.discard(writer)
            writer.close()


class LineClient(Caller):
    """Connects to SensorLog where the app is the server."""

    def __init__(self, host: str, port: int = PORT) -> None:
        super().__init__(self._visit_app, f"{host}:{port}")
        self._address = (host, port)
        self._numbers = itertools.count(1)

    async def _visit_app(self, intake: Intake) -> None:
        host, port = self._address
        reader, writer = await asyncio.open_connection(host, port, limit=LONGEST_LINE)
        try:
            await receive(reader, host, f"tcp {next(self._numbers)}", intake)
        finally:
            writer.close()
