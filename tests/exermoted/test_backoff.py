from hypothesis import given
from hypothesis import strategies as st

from exermoted.backoff import Backoff


@given(st.floats(0.01, 10), st.floats(10, 10_000), st.integers(1, 40))
def test_waits_grow_up_to_the_longest(first_s: float, longest_s: float, tries: int) -> None:
    backoff = Backoff(first_s, longest_s, jitter=0.0)
    waits_s = [backoff.wait_s() for _ in range(tries)]
    assert waits_s == sorted(waits_s)
    assert waits_s[0] == first_s
    assert max(waits_s) <= longest_s
    backoff.reset()
    assert backoff.wait_s() == first_s


@given(st.integers(1, 20))
def test_a_share_of_each_wait_is_drawn(tries: int) -> None:
    backoff = Backoff(1.0, 3600.0, jitter=0.5)
    for number in range(tries):
        whole_s = min(2.0**number, 3600.0)
        assert whole_s / 2 <= backoff.wait_s() <= whole_s
