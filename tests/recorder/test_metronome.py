import asyncio
import time

from recorder.metronome import Metronome, RealTime, Simulated
from recorder.sampler import Tick


async def beats(metronome: Metronome, rate_hz: float, count: int, stall: int = -1) -> list[Tick]:
    found: list[Tick] = []
    async for tick in metronome.ticks(metronome.now(), rate_hz):
        found.append(tick)
        if len(found) == count:
            break
        if tick.number == stall:
            time.sleep(2.5 / rate_hz)  # noqa: ASYNC251 - a loop that is held up is the point
    return found


def test_real_ticks_are_due_at_absolute_times() -> None:
    ticks = asyncio.run(beats(RealTime(), 100, 20))
    first = ticks[0]
    assert [tick.number for tick in ticks] == list(range(20))
    assert all(abs(tick.due_s - first.due_s - tick.number / 100) < 1e-9 for tick in ticks)
    assert all(tick.late_s >= 0 for tick in ticks)


def test_a_tick_that_is_a_period_late_is_missed_and_keeps_its_number() -> None:
    ticks = asyncio.run(beats(RealTime(), 20, 8, stall=2))
    assert [tick.number for tick in ticks] == list(range(8))
    assert ticks[3].utc_s is None
    assert ticks[7].utc_s is not None


def test_simulated_ticks_are_never_missed() -> None:
    ticks = asyncio.run(beats(Simulated(speed=1e6), 10, 3000))
    assert ticks[-1].due_s == 299.9
    assert all(tick.utc_s is not None for tick in ticks)


def test_a_simulated_clock_stands_still_between_ticks() -> None:
    metronome = Simulated(speed=1e6)
    assert metronome.now() == 0
    asyncio.run(beats(metronome, 10, 6))
    assert metronome.now() == 0.5


def test_others_get_their_turn_at_any_speed() -> None:
    async def turns() -> int:
        count = 0

        async def other() -> None:
            nonlocal count
            while True:
                count += 1
                await asyncio.sleep(0)

        task = asyncio.create_task(other())
        await beats(Simulated(speed=1e6), 10, 1000)
        task.cancel()
        return count

    assert asyncio.run(turns()) >= 50
