"""Many articles worked on by many processes, a shard at a time.

Which process works on which article changes nothing but the order of the results. An article that fails, or
that ends its process, becomes a Reject; the others of its shard are worked on again.
"""

import multiprocessing
import os
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import chain, islice
from types import TracebackType
from typing import Any, Protocol

from pipeline.articles.source import Reject
from pipeline.model import Article

__all__ = ["SHARD_SIZE", "Crew", "LocalCrew", "Shard", "ShardResult", "Worker", "default_workers"]

SHARD_SIZE = 64
SHARD_CHARACTERS = 500_000  # of text in a shard, so that long articles do not fill a worker's memory
_SHARDS_IN_FLIGHT = 3  # per worker: enough to keep it busy, few enough to bound memory

Shard = tuple[Article, ...]


class Worker(Protocol):
    """What a process does with articles. `work` names one of the things it can do."""

    def do(self, work: str, article: Article) -> Any:
        """What the work finds in one article."""

    def pack(self, work: str, found: list[Any]) -> Any:
        """What was found in a shard's articles, as it travels to the process that asked."""


Factory = Callable[[], Worker]


@dataclass(frozen=True, slots=True)
class ShardResult:
    """What was found in the articles of one shard that did not fail, in their order, packed; and the rejects.

    `found` is None where every article failed.
    """

    articles: Shard
    found: Any
    rejects: tuple[Reject, ...] = ()
    failed: frozenset[int] = field(default=frozenset())

    @property
    def done(self) -> list[Article]:
        """The articles that did not fail."""
        return [article for at, article in enumerate(self.articles) if at not in self.failed]


class Crew(ABC):
    """Those who work: processes of this machine, or of a cluster. To be closed, or used in a `with`."""

    @abstractmethod
    def run(self, work: str, articles: Iterable[Article]) -> Iterator[ShardResult]:
        """The results of `work` on the articles, a shard at a time and in no fixed order.

        Articles are taken as they are needed: only a few shards are under way at any time.
        """

    def close(self) -> None:  # noqa: B027 - not every crew has something to end
        """End the processes."""

    def __enter__(self) -> "Crew":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def default_workers() -> int:
    """One process for each core that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return max(1, len(affinity(0)) if affinity else os.cpu_count() or 1)


def shards_of(articles: Iterable[Article]) -> Iterator[Shard]:
    """The articles in shards of at most SHARD_SIZE, and of SHARD_CHARACTERS unless one alone is longer."""
    shard: list[Article] = []
    characters = 0
    for article in articles:
        if shard and (len(shard) == SHARD_SIZE or characters + len(article.wording) > SHARD_CHARACTERS):
            yield tuple(shard)
            shard, characters = [], 0
        shard.append(article)
        characters += len(article.wording)
    if shard:
        yield tuple(shard)


def work_on(worker: Worker, work: str, shard: Shard) -> ShardResult:
    """The result of one shard, without its articles, which the asking process has."""
    found: list[Any] = []
    rejects: list[Reject] = []
    failed: list[int] = []
    for at, article in enumerate(shard):
        try:
            found.append(worker.do(work, article))
        except Exception as error:
            # Whatever a strange article provokes, it must not cost the run the other articles.
            said = (str(error).splitlines() or ["no further word"])[0][:200]
            rejects.append(reject(article, f"reading it failed ({type(error).__name__}: {said})"))
            failed.append(at)
    return ShardResult((), worker.pack(work, found) if found else None, tuple(rejects), frozenset(failed))


def reject(article: Article, reason: str) -> Reject:
    """The Reject of an article that could be read in but not worked on."""
    return Reject(article.path, 0, f"article {article.article_id}: {reason}", "report it with the article")


def with_articles(result: ShardResult, shard: Shard) -> ShardResult:
    """The result together with what it is about."""
    return ShardResult(shard, result.found, result.rejects, result.failed)


def ended_by(article: Article) -> ShardResult:
    """The result of an article that ends every process that works on it."""
    reason = "reading it ended the process, perhaps for want of memory"
    return ShardResult((article,), None, (reject(article, reason),), frozenset((0,)))


class LocalCrew(Crew):
    """Processes of this machine, one for each core by default; with one, it all happens in this process.

    `factory` is picklable, for example `functools.partial(reader, root)`: each process calls it once, so that
    it loads knowledge once.
    """

    def __init__(self, factory: Factory, workers: int | None = None) -> None:
        self._factory = factory
        self._workers = default_workers() if workers is None else max(1, workers)
        self._worker: Worker | None = None
        self._pool: ProcessPoolExecutor | None = None

    @property
    def here(self) -> Worker:
        """The worker in this process, made when it is first needed."""
        self._worker = self._worker or self._factory()
        return self._worker

    def run(self, work: str, articles: Iterable[Article]) -> Iterator[ShardResult]:
        """The results of `work`; few articles need no process of their own."""
        shards = shards_of(articles)
        first = list(islice(shards, 2))
        if self._workers == 1 or len(first) < 2:
            for shard in chain(first, shards):
                yield with_articles(work_on(self.here, work, shard), shard)
        else:
            yield from self._apart(work, chain(first, shards))

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _apart(self, work: str, shards: Iterator[Shard]) -> Iterator[ShardResult]:
        pending: dict[Future[ShardResult], Shard] = {}
        suspects: deque[Shard] = deque()
        while True:
            try:
                self._pool = self._pool or _pool(self._factory, self._workers)
                for shard in islice(shards, self._workers * _SHARDS_IN_FLIGHT - len(pending)):
                    suspects.append(shard)  # until it is surely handed over
                    pending[self._pool.submit(_work, work, shard)] = suspects.pop()
                if not pending:
                    return
                for future in wait(pending, return_when=FIRST_COMPLETED).done:
                    result = future.result()
                    yield with_articles(result, pending.pop(future))
            except BrokenProcessPool:
                # A worker was killed. Whose article it was is found by working on what was under way alone.
                suspects.extend(pending.values())
                pending.clear()
                self.close()
                yield from self._alone(work, suspects)

    def _alone(self, work: str, suspects: deque[Shard]) -> Iterator[ShardResult]:
        """Work on shards one at a time in one process; one that ends it is halved until its article stands alone."""
        while suspects:
            with _pool(self._factory, 1) as pool:
                try:
                    while suspects:
                        result = pool.submit(_work, work, suspects[0]).result()
                        yield with_articles(result, suspects.popleft())
                except BrokenProcessPool:
                    shard = suspects.popleft()
                    middle = len(shard) // 2
                    if middle:
                        suspects.extendleft((shard[middle:], shard[:middle]))
                    else:
                        yield ended_by(shard[0])


# In a worker process: what its factory returned. Set once by `_start`, before any shard arrives.
_worker: list[Worker] = []


def _start(factory: Factory) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker[:] = [factory()]


def _end_with_parent() -> None:
    """End this process when the one that asked is killed: it would wait for shards for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(work: str, shard: Shard) -> ShardResult:
    return work_on(_worker[0], work, shard)


def _pool(factory: Factory, workers: int) -> ProcessPoolExecutor:
    # Never a plain fork: the dashboard and pyarrow run threads, and a fork copies their locks as they are.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(factory,))
