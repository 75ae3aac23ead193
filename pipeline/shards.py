"""Many articles read by many processes, a shard at a time.

Which process reads which article changes nothing but the order of the results. An article that fails, or
that ends its process, becomes a Reject; the others of its shard are read again.
"""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain, islice
from typing import Generic, TypeVar

from pipeline.model import Article
from pipeline.readers.source import Reject

__all__ = ["SHARD_SIZE", "ShardResult", "default_workers", "read_shards"]

SHARD_SIZE = 64
_SHARDS_IN_FLIGHT = 3  # per worker: enough to keep it busy, few enough to bound memory

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class ShardResult(Generic[Read]):
    """What was read from one shard, in its order, and the articles that could not be read."""

    readings: tuple[Read, ...]
    rejects: tuple[Reject, ...]

    @property
    def size(self) -> int:
        """The number of articles that the shard had."""
        return len(self.readings) + len(self.rejects)


def default_workers() -> int:
    """One process for each core that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return max(1, len(affinity(0)) if affinity else os.cpu_count() or 1)


def read_shards(
    articles: Iterable[Article],
    read: Callable[[], Callable[[Article], Read]],
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[ShardResult[Read]]:
    """The readings of `articles`, a shard at a time and in no fixed order.

    `read` is a picklable factory, for example `functools.partial(reader, root)`: each process calls it once,
    so that it loads knowledge once, and then calls what it returns for each article. `workers` defaults to
    `default_workers()`; with 1, or where one shard holds everything, it all happens in this process.
    `progress` is called with the number of articles that each shard adds.
    """
    workers = default_workers() if workers is None else max(1, workers)
    shards = _shards(articles)
    first = list(islice(shards, 2))
    if workers == 1 or len(first) < 2:
        results = _read_here(chain(first, shards), read)
    else:
        results = _read_apart(chain(first, shards), read, workers)
    for result in results:
        if progress:
            progress(result.size)
        yield result


def _shards(articles: Iterable[Article]) -> Iterator[tuple[Article, ...]]:
    articles = iter(articles)
    while shard := tuple(islice(articles, SHARD_SIZE)):
        yield shard


def _read_here(
    shards: Iterator[tuple[Article, ...]], read: Callable[[], Callable[[Article], Read]]
) -> Iterator[ShardResult[Read]]:
    read_one: Callable[[Article], Read] | None = None
    for shard in shards:
        read_one = read_one or read()
        yield _read_shard(read_one, shard)


def _read_shard(read_one: Callable[[Article], Read], shard: tuple[Article, ...]) -> ShardResult[Read]:
    readings: list[Read] = []
    rejects: list[Reject] = []
    for article in shard:
        try:
            readings.append(read_one(article))
        except Exception as error:
            # Whatever a strange article provokes, it must not cost the run the other articles.
            said = (str(error).splitlines() or ["no further word"])[0][:200]
            rejects.append(_reject(article, f"reading it failed ({type(error).__name__}: {said})"))
    return ShardResult(tuple(readings), tuple(rejects))


def _reject(article: Article, reason: str) -> Reject:
    return Reject(article.path, 0, f"article {article.article_id}: {reason}", "report it with the article")


# In a worker process: what its factory returned. Set once by `_start`, before any shard arrives.
_worker_reads: list[Callable[[Article], object]] = []


def _start(read: Callable[[], Callable[[Article], object]]) -> None:
    _worker_reads[:] = [read()]


def _work(shard: tuple[Article, ...]) -> ShardResult[object]:
    return _read_shard(_worker_reads[0], shard)


def _pool(read: Callable[[], Callable[[Article], object]], workers: int) -> ProcessPoolExecutor:
    # Never a plain fork: the dashboard and pyarrow run threads, and a fork copies their locks as they are.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(read,))


def _read_apart(
    shards: Iterator[tuple[Article, ...]], read: Callable[[], Callable[[Article], Read]], workers: int
) -> Iterator[ShardResult[Read]]:
    pool = _pool(read, workers)
    pending: dict[Future[ShardResult[object]], tuple[Article, ...]] = {}
    suspects: deque[tuple[Article, ...]] = deque()
    try:
        while True:
            try:
                for shard in islice(shards, workers * _SHARDS_IN_FLIGHT - len(pending)):
                    suspects.append(shard)  # until it is surely handed over
                    pending[pool.submit(_work, shard)] = suspects.pop()
                if not pending:
                    return
                for future in wait(pending, return_when=FIRST_COMPLETED).done:
                    result = future.result()
                    del pending[future]
                    yield result  # type: ignore[misc]
            except BrokenProcessPool:
                # A worker was killed. Whose article it was is found by reading what was under way alone.
                suspects.extend(pending.values())
                pending.clear()
                pool.shutdown(cancel_futures=True)
                while suspects:
                    yield from _read_suspects(suspects.popleft(), read)
                pool = _pool(read, workers)
    finally:
        pool.shutdown(cancel_futures=True)


def _read_suspects(
    shard: tuple[Article, ...], read: Callable[[], Callable[[Article], Read]]
) -> Iterator[ShardResult[Read]]:
    """Read a shard in a process of its own, halved until the article that ends it stands alone."""
    with _pool(read, 1) as pool:
        try:
            yield pool.submit(_work, shard).result()  # type: ignore[misc]
            return
        except BrokenProcessPool:
            pass
    if len(shard) == 1:
        yield ShardResult(
            (), (_reject(shard[0], "reading it ended the process, perhaps for want of memory"),)
        )
        return
    middle = len(shard) // 2
    yield from _read_suspects(shard[:middle], read)
    yield from _read_suspects(shard[middle:], read)
