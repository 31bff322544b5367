"""What apps push by HTTP: Sensor Logger and SensorLog."""

from typing import Protocol

from aiohttp import web

from recorder.phone import sensor_logger, sensorlog
from recorder.phone.edges.bodies import CSV, JSON, read_body
from recorder.phone.intake import Refusal
from recorder.phone.motion import Motion
from recorder.phone.reading import Batch, Convention, readings_of
from sessions.errors import PacketError


class PushReception(Protocol):
    """Whoever takes what apps push."""

    def push(self, batch: Batch) -> None:
        """Takes what an app has sent."""

    def refuse(self, reason: Refusal, detail: str) -> Refusal:
        """Counts what cannot be taken; returns the reason."""


class Pushes:
    """Answers apps that have passed the guard."""

    def __init__(self, reception: PushReception) -> None:
        self._reception = reception

    def routes(self, prefix: str = "") -> list[web.RouteDef]:
        return [
            web.post(f"{prefix}/sensor-logger", self._sensor_logger),
            web.post(f"{prefix}/sensorlog", self._sensorlog),
        ]

    async def _sensor_logger(self, request: web.Request) -> web.Response:
        body = await read_body(request, (JSON,), self._reception.refuse)
        try:
            self._reception.push(sensor_logger.decode(body))
        except PacketError as error:
            self._reception.refuse(Refusal.MALFORMED, str(error))
            raise web.HTTPBadRequest(text=str(error)) from error
        return web.Response()

    async def _sensorlog(self, request: web.Request) -> web.Response:
        body = await read_body(request, (JSON, *CSV), self._reception.refuse)
        device = request.remote or "SensorLog"
        try:
            motions = _motions(body, request.content_type)
            readings = tuple(r for motion in motions for r in readings_of(motion))
        except PacketError as error:
            self._reception.refuse(Refusal.MALFORMED, str(error))
            raise web.HTTPBadRequest(text=str(error)) from error
        self._reception.push(Batch(device, "http", readings, Convention.IOS))
        return web.Response()


def _motions(body: bytes, kind: str) -> list[Motion]:
    if kind == JSON:
        return [sensorlog.decode_object(body)]
    header, *lines = body.splitlines() or [b""]
    decoder = sensorlog.Decoder(header)
    return [decoder.decode(line) for line in lines if line.strip()]
