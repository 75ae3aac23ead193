"""What more processes and a cluster bring: `python -m bench.scaling --articles 40000`.

Builds the same articles in one process, in two, and on two Dask workers of this machine, which read some before,
so that they have loaded what they need. Two builds that know nothing of each other run side by side as well:
what they do together is as much as two processes can do here, whatever divides the work between them.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import distributed

from bench.soak import measured
from bench.synthetic_articles import write_articles

__all__ = ["main"]

ROOT = Path(__file__).resolve().parent.parent
DASK = [sys.executable, "-m", "dask"]
FIRST = 500  # articles that the Dask workers read before they are measured
WAIT = 60  # seconds for a scheduler to come up


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[str]:
    """The address of a Dask scheduler on loopback with its workers, one thread each."""
    file = folder / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    commands = [
        ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)],
        *[["worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-dashboard"]] * workers,
    ]
    running = []
    try:
        for command in commands:
            running.append(
                subprocess.Popen(
                    [*DASK, *command], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
            )  # fmt: skip
            until = time.monotonic() + WAIT
            while not file.exists() or not file.read_text():
                if time.monotonic() > until or running[0].poll() is not None:
                    raise RuntimeError("no Dask scheduler came up")
                time.sleep(0.1)
        address: str = json.loads(file.read_text())["address"]
        with distributed.Client(address, timeout=WAIT, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=WAIT)
        yield address
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait(30)


def side_by_side(work: Callable[[int], object], count: int) -> float:
    """Seconds of the clock in which `count` calls of `work` run at once; each starts a process of its own."""
    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--articles", type=int, default=40_000)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    count, workers = asked.articles, asked.workers
    folder = Path(tempfile.mkdtemp(prefix="kharita-scaling-"))
    path = [str(write_articles(folder / "articles.jsonl", count))]
    first = [str(write_articles(folder / "first.jsonl", FIRST, seed=2))]
    print(
        f"{count:,} articles; load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    print("| how | wall s | articles a second | as fast as one process |")
    print("|---|---|---|---|")
    alone = measured(path, folder / "one", 1, False).wall

    def told(how: str, wall: float, articles: int = count) -> None:
        rate = articles / wall
        print(f"| {how} | {wall:.1f} | {rate:,.0f} | {rate * alone / count:.2f} |", flush=True)

    told("one process", alone)
    told(f"{workers} processes", measured(path, folder / "some", workers, False).wall)
    with cluster(folder, workers) as address:
        measured(first, folder / "first", 1, False, address)
        told(f"{workers} Dask workers", measured(path, folder / "dask", 1, False, address).wall)
    together = side_by_side(lambda number: measured(path, folder / f"apart-{number}", 1, False), workers)
    told(f"{workers} builds apart, together", together, count * workers)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
