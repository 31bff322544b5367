import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exermoted.mqtt.commands import live_order, record_order
from exermoted.service.orders import LiveOrder, RecordOrder
from sessions.errors import UsageError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
FIELDS = st.sampled_from([*RecordOrder.__struct_fields__, *LiveOrder.__struct_fields__, "none"])


def test_nothing_is_the_usual() -> None:
    assert record_order(b"", "Ada") == RecordOrder(subject="Ada")
    assert live_order(b" \n", "") == LiveOrder()


def test_an_order_names_somebody_else() -> None:
    assert record_order(b'{"subject": "Grace"}', "Ada") == RecordOrder(subject="Grace")


def test_an_order_that_is_too_deep_is_refused() -> None:
    with pytest.raises(UsageError, match="no JSON object"):
        live_order(b'{"a":' + b"[" * 4000, "")


@given(
    st.binary(max_size=200) | st.dictionaries(FIELDS, JSON).map(lambda d: json.dumps(d).encode())
)
def test_whatever_comes_is_an_order_or_refused(payload: bytes) -> None:
    with contextlib.suppress(UsageError):
        assert live_order(payload, "Ada").duration_s > 0
    with contextlib.suppress(UsageError):
        assert record_order(payload, "Ada").subject
