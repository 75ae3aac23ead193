"""One large build, then hourly ones: `python -m bench.soak --articles 1000000 --hours 3`.

Builds the articles of `bench.synthetic_articles` once, then adds some of them each "hour", and prints for
each build its wall clock, its processor time here and in the workers, the largest memory of this process and of
any worker, and the store's size. "Machine" is how many times its best time a fixed piece of work took beside the
build (the median): above 1, other work slowed the processor or its memory down. With several numbers of articles it also prints how time grows with them,
and with several numbers of workers how much faster more of them are.
"""

import argparse
import math
import multiprocessing
import multiprocessing.connection
import os
import random
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bench.synthetic_articles import write_articles
from pipeline.build import BuildSummary, build

__all__ = ["main"]

PAUSE = 2.0  # seconds between two looks at the machine


@dataclass(frozen=True, slots=True)
class Cost:
    """What one build took: seconds of the clock, of the processor here and in workers, megabytes here and there."""

    wall: float
    here: float
    there: float
    peak_here: float
    peak_there: float
    summary: BuildSummary
    machine: float = 1.0


class Machine:
    """How fast the machine is just now: the processor time of look-ups strewn over a large dictionary."""

    def __init__(self, size: int = 500_000, asked: int = 40_000) -> None:
        dice = random.Random(1)
        self._known = {f"{number:x}": number for number in range(size)}
        self._asked = [f"{dice.randrange(size):x}" for _ in range(asked)]
        self._best = min(self._taken() for _ in range(50))

    def _taken(self) -> float:
        start = time.thread_time()
        for key in self._asked:
            self._known[key]
        return time.thread_time() - start

    def slowness(self, done: Callable[[float], bool]) -> float:
        """The median of how many times its best time the work takes, asked until `done`, given seconds to wait, says so."""
        found = [self._taken()]
        while not done(PAUSE):
            found.append(self._taken())
        return statistics.median(found) / self._best


def measured(
    paths: list[str], out: Path, workers: int, add: bool, dask: str | None = None, machine: Machine | None = None
) -> Cost:  # fmt: skip
    """One build in a process of its own, so that its peak of memory is its own."""
    context = multiprocessing.get_context("spawn")
    receive, send = context.Pipe(duplex=False)
    process = context.Process(target=_build, args=(send, paths, out, workers, add, dask))
    process.start()
    send.close()
    slowness = machine.slowness(receive.poll) if machine else 1.0
    cost: Cost = receive.recv()
    process.join()
    return replace(cost, machine=slowness)


def _build(
    send: "multiprocessing.connection.Connection", paths: list[str], out: Path, workers: int, add: bool, dask: str | None
) -> None:  # fmt: skip
    start, before = time.perf_counter(), os.times()
    summary = build(paths, out, workers=workers, add=add, dask=dask)
    wall, after = time.perf_counter() - start, os.times()
    send.send(
        Cost(
            wall,
            after.user + after.system - before.user - before.system,
            after.children_user + after.children_system,
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
            summary,
        )
    )


def size_of(out: Path) -> float:
    """Megabytes of a store, each file once however many builds share it."""
    found = {
        (each.stat().st_dev, each.stat().st_ino): each.stat().st_size
        for each in out.rglob("*")
        if each.is_file()
    }
    return sum(found.values()) / 1e6


def told(name: str, workers: int, cost: Cost, out: Path) -> str:
    """One row of the table."""
    summary = cost.summary
    return (
        f"| {name} | {workers} | {summary.articles:,} | {summary.read:,} | {summary.reports:,} | {cost.wall:.1f} | "
        f"{cost.here:.1f} | {cost.there:.1f} | {cost.machine:.2f} | {cost.peak_here:.0f} | {cost.peak_there:.0f} | {size_of(out):.0f} |"
    )


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--workers", type=int, nargs="+", default=[os.cpu_count() or 1])
    parser.add_argument("--hours", type=int, default=3)
    parser.add_argument("--added", type=int, default=500)
    parser.add_argument("--folder", type=Path, help="where to work (default: a temporary folder)")
    asked = parser.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="kharita-soak-"))
    folder.mkdir(parents=True, exist_ok=True)
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(
        "| build | workers | articles | read | reports | wall s | here s | workers s | machine | here MB | worker MB | store MB |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    machine = Machine()
    walls: dict[tuple[int, int], Cost] = {}
    for count in asked.articles:
        path = write_articles(folder / f"{count}.jsonl", count)
        for workers in asked.workers:
            out = folder / f"store-{count}"
            shutil.rmtree(out, ignore_errors=True)
            walls[count, workers] = cost = measured([str(path)], out, workers, False, machine=machine)
            print(told("all", workers, cost, out), flush=True)
        for hour in range(asked.hours):
            first = count + hour * asked.added
            more = write_articles(folder / "more.jsonl", asked.added, first=first)
            cost = measured([str(more)], out, asked.workers[-1], True, machine=machine)
            print(told(f"hour {hour + 1}", asked.workers[-1], cost, out), flush=True)
    compare(walls, asked.articles, asked.workers)
    if asked.folder is None:
        shutil.rmtree(folder)


def compare(costs: dict[tuple[int, int], Cost], counts: list[int], workers: list[int]) -> None:
    """How time grows with articles, and falls with workers."""
    few, many = counts[0], counts[-1]
    for each in workers if many > few else ():
        for name in ("wall", "processor"):
            small, large = (
                cost.wall if name == "wall" else cost.here + cost.there
                for cost in (costs[few, each], costs[many, each])
            )
            power = math.log(large / small) / math.log(many / few)
            print(
                f"{name} time grows with articles to the power {power:.3f} ({each} workers, {few:,} to {many:,})"
            )
    for count in counts:
        if len(workers) > 1:
            ratio = costs[count, workers[0]].wall / costs[count, workers[-1]].wall
            print(
                f"{workers[-1]} workers are {ratio:.2f} times as fast as {workers[0]} on {count:,} articles"
            )
    print(f"load of the machine after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
