"""Claim: pages that stream for an hour have every tick answered, in order, without a gap.

``exermoted serve`` in a process of its own answers real WebSocket clients that send as the page
does: 60 samples a second, 3 in a message. Each wears a simulated athlete. Timed is each tick,
from its message being made to its answer being received.
Run: ``python -m bench.soak --minutes 60``
"""

import argparse
import asyncio
import time
from pathlib import Path

import aiohttp
import numpy as np

from recorder.simulator.athlete import RATE_HZ
from tests.fakes.motions import simulated_motion
from tests.fakes.page_phone import PagePhone, Row
from tests.fakes.served import Served, serving
from tests.fakes.streaming import Answers, Pace, at_rate, endless, stream
from tests.fakes.usage import Usage

PAGE = Pace(rate_hz=60.0, per_message=3)
SETTLED_S = 20.0
"""After which memory is looked at for the first time."""


def resident_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


async def soak(motions: list[list[Row]], minutes: float) -> None:
    count = round(60 * minutes * PAGE.rate_hz)
    async with serving() as served, aiohttp.ClientSession() as client:
        usage, pid = Usage(), served.process.pid
        sockets = [await client.ws_connect(served.stream) for _ in motions]
        streams = [
            stream(
                socket,
                PagePhone(f"phone {number}"),
                endless(motion, count),
                time.monotonic() + 1.0,
                PAGE,
            )
            for number, (socket, motion) in enumerate(zip(sockets, motions, strict=True))
        ]
        watching = asyncio.create_task(usage.watch(pid))
        reading = asyncio.create_task(read(served))
        first = asyncio.create_task(resident_later(pid, min(SETTLED_S, 30 * minutes)))
        answers = await asyncio.gather(*streams)
        last_mib = resident_mib(pid)
        reading.cancel()
        watching.cancel()
        tell(answers, usage, await first, last_mib)


async def read(served: Served) -> None:
    """Keeps the server's lines from filling the pipe."""
    while True:
        await served.line()


async def resident_later(pid: int, wait_s: float) -> float:
    await asyncio.sleep(wait_s)
    return resident_mib(pid)


def tell(answers: list[Answers], usage: Usage, first_mib: float, last_mib: float) -> None:
    passed_ms = 1000 * np.concatenate([one.passed_s for one in answers])
    p50, p99, p999 = np.percentile(passed_ms, (50, 99, 99.9))
    print(f"phones                  {len(answers):8d}")
    print(f"ticks                   {sum(one.asked for one in answers):8d}")
    print(f"never answered          {sum(one.lost for one in answers):8d}")
    print(f"out of order            {sum(one.disordered for one in answers):8d}")
    print(f"messages refused        {sum(one.refused for one in answers):8d}")
    print(f"sets counted            {sum(len(one.counted) for one in answers):8d}")
    print(
        f"sample to answer        p50 {p50:.1f} ms, p99 {p99:.1f} ms, p99.9 {p999:.1f} ms, "
        f"max {passed_ms.max():.1f} ms"
    )
    print(f"longest without answer  {max(one.longest_gap_s for one in answers):8.2f} s")
    print(f"server, of one core     {usage.share:8.1%}")
    print(
        f"server, resident        {first_mib:.1f} MiB when settled, {last_mib:.1f} MiB at the end"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--phones", type=int, default=1)
    options = parser.parse_args()
    people = [simulated_motion(seed) for seed in range(options.phones)]
    motions = [at_rate(rows, RATE_HZ, PAGE.rate_hz) for rows in people]
    asyncio.run(soak(motions, options.minutes))


if __name__ == "__main__":
    main()
