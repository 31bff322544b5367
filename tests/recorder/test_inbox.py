from hypothesis import given
from hypothesis import strategies as st

from recorder.inbox import Inbox


def test_gives_what_arrived_up_to_a_time_once() -> None:
    inbox: Inbox[str] = Inbox(limit=10)
    inbox.put(1.0, "early")
    inbox.put(2.0, "on time")
    inbox.put(2.1, "late")
    assert list(inbox.until(2.0)) == [(1.0, "early"), (2.0, "on time")]
    assert list(inbox.until(2.0)) == []
    assert list(inbox.until(3.0)) == [(2.1, "late")]


@given(st.integers(1, 20), st.integers(0, 50))
def test_a_full_one_forgets_its_oldest_and_counts_them(limit: int, items: int) -> None:
    inbox: Inbox[int] = Inbox(limit)
    for item in range(items):
        inbox.put(float(item), item)
    kept = [item for _, item in inbox.until(float(items))]
    assert kept == list(range(items))[-limit:]
    assert inbox.lost == items - len(kept)
