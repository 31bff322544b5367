"""The API asked for whatever its own description allows, and for much that it does not."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from exermoted.control.openapi import description
from tests.fakes.daemon import RunningDaemon, running

pytest.importorskip("schemathesis", reason="schemathesis is not installed (the dev extra)")

import schemathesis
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.fakes.waiting import PATIENCE_S

api = schemathesis.openapi.from_dict(description())


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDaemon]:
    with running(tmp_path_factory.mktemp("fuzzed")) as ready:
        yield ready
        ready.ask("POST", "/api/stop")
        assert "Traceback" not in ready.end()


def check(case: Any, daemon: RunningDaemon) -> None:
    """Checks status, type, headers and schema of an answer, and that the server has not failed.

    A schema does not know which sources, models and names there are: what it allows may be refused.
    """
    case.call_and_validate(
        base_url=f"http://127.0.0.1:{daemon.port}",
        excluded_checks=[positive_data_acceptance],
        timeout=PATIENCE_S,
    )


@api.parametrize()
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described(case: Any, daemon: RunningDaemon) -> None:
    check(case, daemon)


@pytest.mark.slow
@api.parametrize()
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
def test_very_many_answers_are_as_described(case: Any, daemon: RunningDaemon) -> None:
    check(case, daemon)
