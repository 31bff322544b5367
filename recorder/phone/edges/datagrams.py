"""HyperIMU by UDP."""

import asyncio
from collections.abc import Sequence

from recorder.phone.edges.access import check_sender
from recorder.phone.hyperimu import Decoder
from recorder.phone.intake import Intake, Refusal
from recorder.phone.reading import Batch, Convention
from sessions.errors import PacketError, SourceError

PORT = 2055
LARGEST_PACKET = 2048


class DatagramServer:
    """Waits for HyperIMU's packets.

    Args:
        sensors: what the app's settings list, in their order; names of `hyperimu.SENSORS`.
        host: the address to listen on.
        port: 0 for any that is free.
        sender: the only address that may send; needed on the network, because the app neither
            encrypts nor knows a token.

    Raises:
        UsageError: a sensor of another name, or it would listen on the network for anybody.
    """

    def __init__(
        self,
        sensors: Sequence[str],
        host: str = "127.0.0.1",
        port: int = PORT,
        sender: str | None = None,
    ) -> None:
        check_sender(host, sender)
        self._decoder = Decoder(sensors)
        self._host = host
        self._sender = sender
        self._transport: asyncio.DatagramTransport | None = None
        self.port = port

    async def open(self, intake: Intake) -> None:
        loop = asyncio.get_running_loop()
        try:
            self._transport, _ = await loop.create_datagram_endpoint(
                lambda: _Receiver(self._decoder, intake, self._sender),
                local_addr=(self._host, self.port),
            )
        except OSError as error:
            where = f"{self._host}:{self.port}"
            raise SourceError(
                f"cannot listen on {where}: {error.strerror}; choose another --port"
            ) from error
        self.port = self._transport.get_extra_info("sockname")[1]

    async def close(self) -> None:
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.close()


class _Receiver(asyncio.DatagramProtocol):
    def __init__(self, decoder: Decoder, intake: Intake, sender: str | None) -> None:
        self._decoder = decoder
        self._intake = intake
        self._sender = sender

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        device = addr[0]
        if self._sender not in (None, device):
            self._intake.refuse(Refusal.ADDRESS, device)
        elif len(data) > LARGEST_PACKET:
            self._intake.refuse(Refusal.TOO_LARGE, f"a packet of {len(data)} bytes")
        else:
            self._take(data, device)

    def _take(self, data: bytes, device: str) -> None:
        try:
            readings = self._decoder.decode(data)
        except PacketError as error:
            self._intake.refuse(Refusal.MALFORMED, str(error))
            return
        self._intake.take(Batch(device, "udp", readings, Convention.ANDROID))
