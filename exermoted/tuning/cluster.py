"""The workers of a Dask cluster."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from exermoted import VERSION
from exermoted.tuning.workers import Task, work
from models.searchspace import Parameters
from models.trial import Ground
from sessions.errors import ExermotedError, UsageError

CONNECT_S = 20.0
GONE = "the cluster is gone; the study is kept: run it again"


class ClusterWorkers:
    """The workers that a scheduler has at the moment; more may come, and some go.

    Dask gives what a lost worker was at to another one, up to its ``allowed-failures``.

    Args:
        address: of the scheduler, as ``tcp://host:8786``.
        ground: what everything is tried on; each worker gets it once.
        task: what they do.
        connect_s: how long the scheduler is waited for.
        told: is told when it has no worker yet.

    Raises:
        UsageError: the ``tune`` extra or a certificate is missing here, or this version of the
            program there.
        ExermotedError: no scheduler answers.
    """

    def __init__(
        self,
        address: str,
        ground: Ground,
        task: Task = work,
        connect_s: float = CONNECT_S,
        told: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._task = task
        distributed = _load_distributed()
        certified = distributed.Security().tls_ca_file is not None
        if address.startswith("tls:") and not certified:
            raise UsageError("the cluster speaks TLS and no certificate is named: see docs/tune.md")
        try:
            self._client = distributed.Client(address, timeout=connect_s, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ExermotedError(f"no Dask scheduler answers at {address}: {error}") from error
        self.lost: tuple[type[Exception], ...] = (distributed.KilledWorker,)
        self._check_versions(address)
        if not self._client.nthreads():
            told(f"waiting for a worker: dask worker {address} --nthreads 1")
        # The result of a task, so that it is made again if the worker that holds it is lost.
        self._ground = self._client.submit(_given, ground, pure=False)
        self._executor = self._client.get_executor(pure=False)

    @property
    def places(self) -> int:
        try:
            threads: dict[str, int] = self._client.nthreads()
        except OSError as error:
            raise ExermotedError(f"{GONE} ({error})") from error
        return max(sum(threads.values()), 1)

    def submit(self, parameters: Parameters, person: str) -> "Future[float]":
        future: Future[float] = self._executor.submit(
            self._task, self._ground, dict(parameters), person
        )
        return future

    def close(self) -> None:
        self._executor.shutdown(wait=False)
        self._client.close()

    def _check_versions(self, address: str) -> None:
        try:
            there: dict[str, str] = self._client.run(_version)
        except ImportError as error:
            raise UsageError(
                f"a worker of {address} lacks this program: pip install 'exermoted[tune,train]' "
                f"there ({error})"
            ) from error
        for worker, version in there.items():
            if version != VERSION:
                raise UsageError(f"worker {worker} has exermoted {version}, not {VERSION}")


def _load_distributed() -> Any:
    try:
        import distributed  # noqa: PLC0415 # an extra
    except ImportError as error:
        raise UsageError(
            f"a cluster needs the tune extra: pip install 'exermoted[tune,train]' ({error})"
        ) from error
    return distributed


def _given(ground: Ground) -> Ground:
    return ground


def _version() -> str:
    return VERSION
