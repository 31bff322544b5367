"""Claim: 100 phones at 10 Hz are answered with a p99 below 50 ms, on two cores with all phones.

``exermoted serve`` in a process of its own answers phones that are real WebSocket clients in
further processes; each wears a simulated athlete. Timed is each tick, from its message being made
to its answer being received: once with windows going through the network together, once one by
one.
Run: ``python -m bench.serve --phones 100 --seconds 30``
"""

import argparse
import asyncio
import math
import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier

import aiohttp
import numpy as np

from recorder.simulator.athlete import RATE_HZ
from tests.fakes.motions import simulated_motion
from tests.fakes.page_phone import PagePhone, Row
from tests.fakes.served import Served, serving
from tests.fakes.streaming import TICKS_HZ, Answers, Pace, at_rate, endless, stream
from tests.fakes.usage import Usage

PROCESSES = 2
PEOPLE = 4
SOON_S = 1.0


@dataclass(frozen=True)
class Crowd:
    """The phones of one process.

    Attributes:
        stream: where they send.
        first: number of the first of them.
        phones: how many.
        seconds: for how long.
    """

    stream: str
    first: int
    phones: int
    seconds: float


_ready: list[Barrier] = []
"""Where the processes wait until all phones of all of them are connected."""


def motion(seed: int, seconds: float) -> list[Row]:
    """Returns what the phone of a simulated athlete measures, a row a tick."""
    rows = at_rate(simulated_motion(seed), RATE_HZ, TICKS_HZ)
    return endless(rows, round(seconds * TICKS_HZ))


def crowd(of: Crowd) -> list[Answers]:
    """Lets the phones of this process stream."""
    people = [motion(seed, of.seconds) for seed in range(PEOPLE)]
    return asyncio.run(_crowd(of, people))


async def _crowd(of: Crowd, people: list[list[Row]]) -> list[Answers]:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as client:
        sockets = [await client.ws_connect(of.stream) for _ in range(of.phones)]
        await asyncio.to_thread(_ready[0].wait)
        start_s = time.monotonic() + SOON_S
        phases_s = np.random.default_rng(of.first).uniform(0, 1 / TICKS_HZ, of.phones)
        streams = (
            stream(
                socket,
                PagePhone(f"phone {of.first + number}"),
                people[number % PEOPLE],
                start_s + float(phases_s[number]),
                Pace(),
            )
            for number, socket in enumerate(sockets)
        )
        return await asyncio.gather(*streams)


async def measure(at_once: int, phones: int, seconds: float) -> None:
    async with serving("--at-once", str(at_once), "--athletes", str(phones)) as served:
        usage, ready = Usage(), multiprocessing.Barrier(PROCESSES + 1)
        each = math.ceil(phones / PROCESSES)
        crowds = [
            Crowd(served.stream, first, min(each, phones - first), seconds)
            for first in range(0, phones, each)
        ]
        loop = asyncio.get_running_loop()
        with ProcessPoolExecutor(PROCESSES, initializer=_ready.append, initargs=(ready,)) as pool:
            answering = [loop.run_in_executor(pool, crowd, one) for one in crowds]
            reading = asyncio.create_task(_read(served))
            await asyncio.to_thread(ready.wait)
            watching = asyncio.create_task(usage.watch(served.process.pid))
            answers = [one for several in await asyncio.gather(*answering) for one in several]
            reading.cancel()
            watching.cancel()
    tell(at_once, answers, usage)


async def _read(served: Served) -> None:
    """Keeps the server's lines from filling the pipe."""
    while True:
        await served.line()


def tell(at_once: int, answers: list[Answers], usage: Usage) -> None:
    passed_ms = 1000 * np.concatenate([one.passed_s for one in answers])
    p50, p99 = np.percentile(passed_ms, (50, 99))
    print(f"\n{len(answers)} phones, {'batched' if at_once > 1 else 'one by one'}")
    print(f"ticks                   {sum(one.asked for one in answers):8d}")
    print(f"never answered          {sum(one.lost for one in answers):8d}")
    print(f"out of order            {sum(one.disordered for one in answers):8d}")
    print(f"messages refused        {sum(one.refused for one in answers):8d}")
    print(
        f"sample to answer        p50 {p50:.1f} ms, p99 {p99:.1f} ms, max {passed_ms.max():.1f} ms"
    )
    print(f"server, of one core     {usage.share:8.1%}")
    print(f"server, peak resident   {usage.peak_kib / 1024:8.0f} MiB")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--phones", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=20.0)
    options = parser.parse_args()
    for at_once in (64, 1):
        asyncio.run(measure(at_once, options.phones, options.seconds))


if __name__ == "__main__":
    main()
