import random

from hypothesis import given
from hypothesis import strategies as st

from recorder.phone.clock import DeviceClock
from recorder.phone.ordering import Arrived, OrderedQueue
from recorder.phone.reading import Quantity, Reading


def in_step(run: int = 0) -> DeviceClock:
    """A device's clock that tells our time."""
    clock = DeviceClock(run)
    clock.relate(0.0, 0.0)
    return clock


def arrived(time_s: float, quantity: Quantity = Quantity.TOTAL, run: int = 0) -> Arrived:
    return Arrived(Reading(quantity, (0.0, 0.0, -1.0), time_s), 1e6, in_step(run))


def times(queue: OrderedQueue, until_s: float = 1e9) -> list[float]:
    return [one.time_s for one in queue.pop(until_s)]


@given(st.lists(st.integers(0, 50)), st.randoms())
def test_whatever_the_order_of_arrival_each_comes_once_by_time(
    numbers: list[int], chance: random.Random
) -> None:
    queue = OrderedQueue()
    for number in chance.sample(numbers, len(numbers)):
        queue.push(arrived(number / 10))
    assert times(queue) == [number / 10 for number in sorted(set(numbers))]
    assert queue.late == len(numbers) - len(set(numbers))


def test_what_is_measured_later_stays() -> None:
    queue = OrderedQueue()
    for time_s in (1.0, 2.0, 3.0):
        queue.push(arrived(time_s))
    assert times(queue, 2.0) == [1.0, 2.0]
    assert times(queue, 3.0) == [3.0]


def test_one_overtaken_by_what_was_given_is_late() -> None:
    queue = OrderedQueue()
    queue.push(arrived(2.0))
    assert times(queue) == [2.0]
    queue.push(arrived(1.0))
    queue.push(arrived(1.0, Quantity.ROTATION))
    assert times(queue) == [1.0]  # another quantity comes with a delay of its own
    assert queue.late == 1


def test_of_one_moment_the_lowest_quantity_comes_first() -> None:
    queue = OrderedQueue()
    for quantity in (Quantity.ACCELERATION, Quantity.ATTITUDE, Quantity.ROTATION):
        queue.push(arrived(1.0, quantity))
    found = [one.reading.quantity for one in queue.pop(1.0)]
    assert found == [Quantity.ATTITUDE, Quantity.ROTATION, Quantity.ACCELERATION]


def test_a_clock_that_begins_anew_makes_nothing_late() -> None:
    queue = OrderedQueue()
    queue.push(arrived(500.0))
    assert times(queue) == [500.0]
    queue.push(arrived(1.0, run=1))
    assert times(queue) == [1.0]


def test_a_reading_without_a_time_of_its_own_has_that_of_its_arrival() -> None:
    reading = Reading(Quantity.TOTAL, (0.0, 0.0, -1.0), None)
    assert Arrived(reading, 5.0, DeviceClock()).time_s == 5.0


def test_a_reading_is_never_later_than_its_arrival_and_moves_as_the_offset_is_known_better() -> (
    None
):
    clock = DeviceClock()
    clock.relate(1.0, 1.5)
    one = Arrived(Reading(Quantity.TOTAL, (0.0, 0.0, -1.0), 1.0), 1.5, clock)
    assert one.time_s == 1.5
    clock.relate(2.0, 2.1)
    assert one.time_s == 1.1
    for number in range(20):
        clock.relate(3.0 + number, 4.0 + number)
    assert one.time_s == 1.5


def test_where_nobody_fetches_the_oldest_go() -> None:
    queue = OrderedQueue(capacity=3)
    for number in range(10):
        queue.push(arrived(float(number)))
    assert len(queue) == 3
    assert queue.overflowed == 7
    assert times(queue) == [7.0, 8.0, 9.0]
