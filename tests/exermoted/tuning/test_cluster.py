"""On a cluster of this machine's own processes."""

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from exermoted.tuning.cluster import ClusterWorkers
from exermoted.tuning.outcome import outcome_of
from exermoted.tuning.search import Search
from exermoted.tuning.study import opened, prepare
from models.searchspace import PACKAGED
from sessions.errors import ExermotedError, UsageError
from tests.fakes.tuning import GROUND, PEOPLE, by_rate, dying_once
from tests.fakes.waiting import PATIENCE_S

distributed = pytest.importorskip(
    "distributed", reason="needs the tune extra: pip install exermoted[tune]"
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Of a scheduler with two workers, which come back when they are killed."""
    cluster: Any = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50
    )
    with cluster:
        yield cluster.scheduler_address


def test_a_study_is_tried_there(address: str, tmp_path: Path) -> None:
    with (
        opened(tmp_path / "s", {}, seed=1) as study,
        closing(ClusterWorkers(address, GROUND, by_rate)) as workers,
    ):
        assert workers.places == 2
        prepare(study)
        Search(study, PEOPLE, workers).run(8)
    outcome = outcome_of(study)
    assert outcome.complete + outcome.pruned == 8
    assert outcome.best == outcome.packaged


def test_what_a_killed_worker_was_at_is_done_by_another(address: str, tmp_path: Path) -> None:
    people = [str(tmp_path / name) for name in PEOPLE]
    with (
        opened(tmp_path / "s", {}, seed=1) as study,
        closing(ClusterWorkers(address, GROUND, dying_once)) as workers,
    ):
        prepare(study)
        Search(study, people, workers).run(4)
    assert (tmp_path / "Bob").exists()
    outcome = outcome_of(study)
    assert (outcome.complete + outcome.pruned, outcome.again) == (4, 0)
    assert outcome.packaged is not None
    assert outcome.packaged.value == pytest.approx(PACKAGED["rate"])


def test_a_scheduler_without_workers_is_told() -> None:
    told: list[str] = []
    with distributed.LocalCluster(
        n_workers=0, processes=False, dashboard_address="127.0.0.1:0", silence_logs=50
    ) as cluster:
        address = cluster.scheduler_address
        with closing(ClusterWorkers(address, GROUND, by_rate, told=told.append)) as workers:
            assert told == [f"waiting for a worker: dask worker {address} --nthreads 1"]
            task = workers.submit(PACKAGED, "Ada")
            cluster.scale(1)
            assert task.result(timeout=PATIENCE_S) == by_rate(GROUND, PACKAGED, "Ada")


def test_where_no_scheduler_is_it_is_told() -> None:
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ExermotedError, match=f"no Dask scheduler answers at {address}"):
            ClusterWorkers(address, GROUND, connect_s=0.5)


def test_where_the_certificates_are_not_named_it_is_told() -> None:
    with pytest.raises(UsageError, match="no certificate is named"):
        ClusterWorkers("tls://127.0.0.1:8786", GROUND)
