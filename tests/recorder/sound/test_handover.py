import threading
import time

from recorder.sound.handover import Handover

MANY = 5000


def test_things_come_out_in_the_order_in_which_they_went_in() -> None:
    ring = Handover[str](2)
    assert ring.take() is None
    for word in ("one", "two", "three"):
        assert ring.give(word)
        assert ring.take() == word


def test_what_finds_no_room_is_refused() -> None:
    ring = Handover[int](2)
    assert [ring.give(number) for number in range(3)] == [True, True, False]
    assert [ring.take(), ring.take(), ring.take()] == [0, 1, None]


def test_two_threads_lose_nothing() -> None:
    ring = Handover[int](8)
    taken: list[int] = []

    def take_all() -> None:
        while len(taken) < MANY:
            item = ring.take()
            if item is None:
                time.sleep(0)
            else:
                taken.append(item)

    taker = threading.Thread(target=take_all)
    taker.start()
    for number in range(MANY):
        while not ring.give(number):
            time.sleep(0)
    taker.join()
    assert taken == list(range(MANY))
