"""Phone apps that are servers, as their documentation describes them."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from tests.fakes.phones import Swing

STANDARD_GRAVITY = 9.80665


@asynccontextmanager
async def serving(app: web.Application, port: int = 0) -> AsyncIterator[int]:
    """Serves on the loopback and gives the port."""
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


def android(vector: tuple[float, float, float]) -> list[float]:
    """A vector in g and iOS convention as Android gives it."""
    return [-value * STANDARD_GRAVITY for value in vector]


@dataclass
class SensorServerApp:
    """SensorServer: sends the events of the sensors asked for, as fast as they are taken."""

    messages: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def swing(self, start_s: float, duration_s: float) -> None:
        """Adds what a phone on a swinging arm measures."""
        swing = Swing()
        for time_s in swing.times_s(duration_s):
            for kind, values in (
                ("gyroscope", list(swing.rotation_rad_s(time_s))),
                ("gravity", android(swing.gravity_g(time_s))),
                ("linear_acceleration", android(swing.acceleration_g(time_s))),
            ):
                event = {
                    "type": f"android.sensor.{kind}",
                    "accuracy": 3,
                    "timestamp": round((start_s + time_s) * 1e9),
                    "values": values,
                }
                self.messages.append(json.dumps(event))

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/sensors/connect", self._connect)
        return app

    async def _connect(self, request: web.Request) -> web.WebSocketResponse:
        self.asked = json.loads(request.query["types"])
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        for message in self.messages:
            await socket.send_str(message)
        await asyncio.sleep(0.2)
        return socket


@dataclass
class PhyphoxApp:
    """phyphox: an experiment with an accelerometer and a gyroscope, asked by its REST interface."""

    session: str = "abcdef"
    measuring: bool = False
    buffers: dict[str, list[float]] = field(default_factory=dict)

    def measure(self, start_s: float, duration_s: float) -> None:
        """Fills the buffers with what a phone on a swinging arm measures."""
        swing = Swing()
        for time_s in (start_s + passed_s for passed_s in swing.times_s(duration_s)):
            total, rotation = android(swing.total_g(time_s)), swing.rotation_rad_s(time_s)
            columns = {"acc_time": time_s, "gyr_time": time_s}
            columns |= dict(zip(("accX", "accY", "accZ"), total, strict=True))
            columns |= dict(zip(("gyrX", "gyrY", "gyrZ"), rotation, strict=True))
            for name, value in columns.items():
                self.buffers.setdefault(name, []).append(value)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/config", self._config)
        app.router.add_get("/get", self._get)
        app.router.add_get("/control", self._control)
        return app

    async def _config(self, _request: web.Request) -> web.Response:
        inputs = [
            {"source": source, "outputs": [{axis: f"{short}{axis.upper()}"} for axis in "xyz"]}
            for source, short in (("accelerometer", "acc"), ("gyroscope", "gyr"))
        ]
        inputs[0]["outputs"] += [{"t": "acc_time"}]  # type: ignore[operator] # a list of dicts
        inputs[1]["outputs"] += [{"t": "gyr_time"}]  # type: ignore[operator] # a list of dicts
        return web.json_response({"inputs": inputs})

    async def _control(self, request: web.Request) -> web.Response:
        self.measuring = request.query["cmd"] == "start"
        return web.json_response({"result": True})

    async def _get(self, request: web.Request) -> web.Response:
        buffers = {name: self._part(name, wanted) for name, wanted in request.query.items()}
        status = {"session": self.session, "measuring": self.measuring}
        return web.json_response({"buffer": buffers, "status": status})

    def _part(self, name: str, wanted: str) -> dict[str, object]:
        values = self.buffers.get(name, [])
        if not wanted:
            return {"size": 0, "updateMode": "single", "buffer": values[-1:] or [None]}
        threshold, _, reference = wanted.partition("|")
        times = self.buffers.get(reference or name, [])
        newer = [v for v, t in zip(values, times, strict=False) if t > float(threshold)]
        return {"size": 0, "updateMode": "partial", "buffer": newer}
