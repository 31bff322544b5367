from exermoted.control.pairing import LIFE_S, MOST_OPEN, Pairings
from tests.fakes.clock import Clock


def test_a_secret_is_good_once() -> None:
    pairings = Pairings(Clock())
    secret = pairings.open()
    assert pairings.use(secret, "phone")
    assert not pairings.use(secret, "phone")


def test_a_secret_is_not_good_for_long() -> None:
    clock = Clock()
    pairings = Pairings(clock)
    early, late = pairings.open(), pairings.open()
    clock.now_s += LIFE_S - 0.1
    assert pairings.use(early, "phone")
    clock.now_s += 0.1
    assert not pairings.use(late, "phone")


def test_few_are_open_at_a_time() -> None:
    pairings = Pairings(Clock())
    first, *others = (pairings.open() for _ in range(MOST_OPEN + 1))
    assert not pairings.use(first, "phone")
    assert all(pairings.use(secret, "phone") for secret in others)


def test_who_guesses_waits_ever_longer() -> None:
    clock = Clock()
    pairings = Pairings(clock)
    waits = []
    for _ in range(16):
        pairings.use("a guess", "guesser")
        waits.append(pairings.wait_s("guesser"))
        clock.now_s += waits[-1]
    assert waits == [0] * 5 + [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_who_guesses_does_not_keep_others_out() -> None:
    clock = Clock()
    pairings = Pairings(clock)
    for _ in range(10):
        pairings.use("a guess", "guesser")
    assert pairings.wait_s("guesser") > 0
    assert pairings.wait_s("phone") == 0


def test_guessing_from_many_addresses_keeps_nobody_out_for_long() -> None:
    clock = Clock()
    pairings = Pairings(clock)
    for number in range(1000):
        pairings.use("a guess", f"guesser {number}")
    assert pairings.wait_s("phone") == 10


def test_after_a_while_all_is_forgiven() -> None:
    clock = Clock()
    pairings = Pairings(clock)
    for _ in range(20):
        pairings.use("a guess", "guesser")
    clock.now_s += 1000
    pairings.use("a typing error", "guesser")
    assert pairings.wait_s("guesser") == 0
