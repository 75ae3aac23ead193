"""The same works on the workers of a Dask cluster.

A worker that is lost costs nothing but time: the scheduler gives its shards to others. An article that ends
every worker it comes to is found by halving its shard, and refused.
"""

import importlib.metadata
import os
import platform
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.build.fingerprints import code_fingerprint
from pipeline.build.local_crew import (
    Crew,
    Factory,
    Shard,
    ShardResult,
    Worker,
    ended_by,
    shards_of,
    with_articles,
    work_on,
)
from pipeline.build.worker import reader_of
from pipeline.knowledge.changes import Needles
from pipeline.knowledge.load import fingerprint
from pipeline.model import Article
from pipeline.paths import ROOT
from pipeline.store import StoreError

__all__ = ["DaskCrew"]

WAIT_SECONDS = 10
_SHARDS_IN_FLIGHT = 4  # per thread of a worker: its next shard is there before it asks
POLL_SECONDS = 5
LONGEST_WITHOUT_WORKERS = 60
Maker = Callable[[Path, Needles], Factory]
_GONE = "The Dask {}; what was read is kept: build again."


class DaskCrew(Crew):
    """The workers of the scheduler at `address`; StoreError where none answers or they know other things.

    Each worker process loads the knowledge of its own copy of the project once. `root` is where this process
    has it; a worker that does not have that folder uses the one that its code lies in.
    """

    def __init__(self, address: str, root: Path, needles: Needles, make: Maker = reader_of) -> None:
        import distributed

        client: Any = distributed.Client
        try:
            self._client = client(address, timeout=WAIT_SECONDS, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise StoreError(
                f"No Dask scheduler answers at {address} ({type(error).__name__}); start one with: dask scheduler"
            ) from error
        self._root, self._token = str(root), os.urandom(8).hex()
        self._asked = (make, self._root, needles, self._token)
        try:
            self._check()
        except BaseException:
            self.close()
            raise

    def _check(self) -> None:
        """Compare the code and the knowledge of every worker with those of this process."""
        workers = self._client.scheduler_info(n_workers=-1)["workers"]
        if not workers:
            raise StoreError(
                "The Dask scheduler has no workers; start some with: dask worker ADDRESS --nthreads 1"
            )
        mine = signs(self._root)
        for address, theirs in self._client.run(signs, self._root, on_error="return").items():
            if isinstance(theirs, BaseException):
                raise StoreError(
                    f"The Dask worker {address} cannot run Kharita ({type(theirs).__name__}: {theirs}); "
                    "install the same version there."
                )
            if other := [name for name in mine if theirs[name] != mine[name]]:
                raise StoreError(
                    f"The Dask worker {address} has another {' and '.join(other)} than this machine; "
                    "copy the project there and start it again."
                )

    def close(self) -> None:
        """Leave the cluster."""
        with suppress(OSError, TimeoutError):
            self._client.close(timeout=WAIT_SECONDS)

    def run(self, work: str, articles: Iterable[Article]) -> Iterator[ShardResult]:
        """The results of `work`, a bounded number of shards under way."""
        shards = shards_of(articles)
        under_way: dict[Any, Shard] = {}
        suspects: deque[Shard] = deque()
        while True:
            for shard in islice(shards, max(0, self._capacity() - len(under_way))):
                under_way[self._submit(work, shard)] = shard
            if not under_way and suspects:
                # Alone: a shard that was beside the one that ends its worker is not to blame.
                shard = suspects.popleft()
                under_way[self._submit(work, shard)] = shard
            if not under_way:
                return
            for future in self._finished(list(under_way)):
                shard = under_way.pop(future)
                result = self._result(future)
                if result is not None:
                    yield with_articles(result, shard)
                elif len(shard) == 1 and not under_way:
                    yield ended_by(shard[0])
                else:
                    middle = len(shard) // 2
                    suspects += [half for half in (shard[:middle], shard[middle:]) if half]

    def _submit(self, work: str, shard: Shard) -> Any:
        return self._client.submit(work_in_worker, *self._asked, work, shard, pure=False)

    def _capacity(self) -> int:
        return max(2, _SHARDS_IN_FLIGHT * sum(self._client.nthreads().values()))

    def _finished(self, futures: list[Any]) -> list[Any]:
        """Those of the futures that are done; StoreError where nobody is left who could do them."""
        import distributed

        wait: Any = distributed.wait
        left = time.monotonic() + LONGEST_WITHOUT_WORKERS
        while True:
            try:
                with self._client.as_current():
                    return list(wait(futures, timeout=POLL_SECONDS, return_when="FIRST_COMPLETED").done)
            except TimeoutError:
                if self._client.status != "running":
                    raise StoreError(_GONE.format("scheduler is gone")) from None
                if self._client.nthreads():
                    left = time.monotonic() + LONGEST_WITHOUT_WORKERS
                elif time.monotonic() > left:
                    raise StoreError(_GONE.format("scheduler has lost all its workers")) from None

    def _result(self, future: Any) -> ShardResult | None:
        """What a shard gave, None where it outlived too many workers."""
        from distributed import CancelledError, KilledWorker

        try:
            result: ShardResult = future.result()
            return result
        except KilledWorker:
            return None
        except (CancelledError, OSError) as error:
            raise StoreError(_GONE.format(f"scheduler is gone ({type(error).__name__})")) from error


def signs(root: str) -> dict[str, str]:
    """What two machines must have in common to read the same in an article."""
    return {
        "code": code_fingerprint(),
        "knowledge": fingerprint(_here(root)),
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "rensa": importlib.metadata.version("rensa"),
    }


def _here(root: str) -> Path:
    """The project's folder on this machine."""
    return Path(root) if Path(root, "data", "lexicon").is_dir() else ROOT


# In a worker process: the worker of the build that it works for; those of builds before are forgotten.
_workers: dict[tuple[str, str], Worker] = {}
_LOADING = threading.Lock()  # a Dask worker may have several threads


def work_in_worker(
    make: Maker, root: str, needles: Needles, token: str, work: str, shard: Shard
) -> ShardResult:
    """The result of a shard; the knowledge is loaded with the first of a build, which `token` names."""
    here = _here(root)
    key = (str(here), token)
    with _LOADING:
        if key not in _workers:
            _workers.clear()
            _workers[key] = make(here, needles)()
    return work_on(_workers[key], work, shard)
