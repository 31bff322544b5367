import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from recorder.phone.edges import calling
from recorder.phone.edges.calling import Caller
from recorder.phone.intake import Intake
from tests.fakes.waiting import until


@dataclass
class Phone:
    """Hangs up in ways that a test sets."""

    ends: list[Exception | None] = field(default_factory=list)
    visits: int = 0

    async def __call__(self, _intake: Intake) -> None:
        self.visits += 1
        end = self.ends.pop(0) if self.ends else None
        if end is not None:
            raise end


def called(phone: Phone, happened: Callable[[], object]) -> Intake:
    intake = Intake(lambda: 0.0)

    async def test() -> None:
        caller = Caller(phone, "10.0.0.5:8080")
        await caller.open(intake)
        await until(happened)
        await caller.close()
        await caller.close()

    asyncio.run(test())
    return intake


def test_it_calls_again_and_tells_each_reason_once() -> None:
    phone = Phone([ConnectionRefusedError("refused"), ConnectionRefusedError("refused"), None])
    intake = called(phone, lambda: phone.visits == 3)
    assert list(intake.notes()) == [
        "phone: no connection with 10.0.0.5:8080: refused; calling again",
        "phone: no connection with 10.0.0.5:8080: it hung up; calling again",
    ]


def test_it_waits_ever_longer_but_not_for_ever() -> None:
    waits_s, wait_s = [], calling.FIRST_WAIT_S
    while wait_s < calling.LONGEST_WAIT_S:
        waits_s.append(wait_s)
        wait_s = min(2 * wait_s, calling.LONGEST_WAIT_S)
    assert len(waits_s) < 10


def test_a_fault_of_our_own_is_not_taken_for_a_phone_that_is_gone() -> None:
    phone = Phone([ZeroDivisionError()])
    with pytest.raises(ZeroDivisionError):
        called(phone, lambda: phone.visits == 1)
