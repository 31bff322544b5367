import asyncio

import pytest

aiomqtt = pytest.importorskip("aiomqtt", reason="needs the mqtt extra")
cancellable = pytest.importorskip("recorder.phone.edges.cancellable")


def test_a_cancellation_is_heeded_at_the_moment_when_the_answer_comes() -> None:
    async def test() -> None:
        answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        client = cancellable.CancellableClient("localhost")
        waiting = asyncio.create_task(client._wait_for(answer, 5.0))
        await asyncio.sleep(0)
        answer.set_result(7)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(test())


def test_an_answer_that_comes_too_late_is_an_error_of_the_client() -> None:
    async def test() -> None:
        never: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        client = cancellable.CancellableClient("localhost", timeout=0.01)
        with pytest.raises(aiomqtt.MqttError, match="timed out"):
            await client._wait_for(never, None)

    asyncio.run(test())


def test_every_wait_of_the_client_is_that_one() -> None:
    """Should aiomqtt wait in another way one day, this says so."""
    for name in ("publish", "subscribe", "__aenter__", "__aexit__"):
        method = getattr(aiomqtt.Client, name)
        method = getattr(method, "__wrapped__", method)
        assert "_wait_for" in method.__code__.co_names, name
