import asyncio

from hypothesis import given
from hypothesis import strategies as st

from exermoted.service.hub import Hub, Subscription
from exermoted.service.messages import AnyMessage, Note, Tick


def tick(number: int) -> Tick:
    return Tick(tick=number, time_s=number / 10, values=(), ages_s=())


def note(number: int) -> Note:
    return Note(time_s=float(number), text=f"{number}")


async def fetched(subscription: Subscription, count: int) -> list[AnyMessage]:
    messages = subscription.messages()
    return [await anext(messages) for _ in range(count)]


def test_every_reader_gets_every_message_in_order() -> None:
    hub = Hub()
    with hub.subscribe() as first, hub.subscribe() as second:
        for number in range(5):
            hub.tell(tick(number))
        expected = [tick(number) for number in range(5)]
        assert asyncio.run(fetched(first, 5)) == expected
        assert asyncio.run(fetched(second, 5)) == expected


def test_a_slow_reader_loses_its_oldest_ticks_alone_and_nobody_else_any() -> None:
    hub = Hub()
    with hub.subscribe(limit=3) as slow, hub.subscribe() as quick:
        hub.tell(note(1))
        for number in range(5):
            hub.tell(tick(number))
        assert slow.lost == 3
        assert asyncio.run(fetched(slow, 3)) == [note(1), tick(3), tick(4)]
        assert len(asyncio.run(fetched(quick, 6))) == 6


def test_a_reader_who_never_comes_is_cut_off() -> None:
    hub = Hub()

    async def rest(subscription: Subscription) -> list[AnyMessage]:
        return [message async for message in subscription.messages()]

    with hub.subscribe(limit=2) as gone:
        for number in range(3):
            hub.tell(note(number))
        assert gone.is_cut_off
        assert asyncio.run(rest(gone)) == []


def test_a_waiting_reader_is_woken() -> None:
    async def wait() -> AnyMessage:
        hub = Hub()
        with hub.subscribe() as subscription:
            waiting = asyncio.create_task(fetched(subscription, 1))
            await asyncio.sleep(0)
            hub.tell(note(1))
            return (await waiting)[0]

    assert asyncio.run(wait()) == note(1)


def test_nobody_is_told_who_has_left() -> None:
    hub = Hub()
    with hub.subscribe() as subscription:
        pass
    hub.tell(note(1))
    assert not subscription.lost
    heard: list[AnyMessage] = []
    hub.listen(heard.append)
    hub.tell(note(2))
    assert heard == [note(2)]


@given(st.lists(st.booleans(), max_size=60), st.integers(min_value=1, max_value=10))
def test_what_waits_is_bounded_and_only_ticks_are_dropped(kinds: list[bool], limit: int) -> None:
    subscription = Subscription(limit)
    told = [tick(n) if is_tick else note(n) for n, is_tick in enumerate(kinds)]
    for message in told:
        subscription.put(message)
    if subscription.is_cut_off:
        return
    left = asyncio.run(fetched(subscription, len(told) - subscription.lost))
    assert len(left) <= limit
    assert [m for m in left if isinstance(m, Note)] == [m for m in told if isinstance(m, Note)]
