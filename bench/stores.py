"""How fast a store is written and asked: `python -m bench.stores --incidents 10000 100000`.

Invented stores. An evidence panel looks up the articles and reports of one incident; beside it stands the same
look-up as pyarrow's datasets do it over the same files. Times are the best of several.
"""

import argparse
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.dataset as ds

from bench.soak import size_of
from bench.synthetic import write_synthetic
from pipeline.store import open_store

__all__ = ["main"]

RUNS = 7


def best(work: Callable[[], object]) -> float:
    """The least time in milliseconds that `work` takes."""
    taken = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken) * 1000


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--incidents", type=int, nargs="+", default=[10_000, 100_000])
    asked = parser.parse_args()
    print(
        "| incidents | reports | write s | MB | open ms | all incidents ms | articles of one ms | reports of one ms | "
        "pyarrow's dataset, articles of one ms |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for count in asked.incidents:
        folder = Path(tempfile.mkdtemp(prefix="kharita-stores-"))
        print(told(folder, count), flush=True)
        shutil.rmtree(folder)


def told(folder: Path, count: int) -> str:
    """One row of the table."""
    start = time.perf_counter()
    write_synthetic(folder, count)
    written = time.perf_counter() - start
    store = open_store(folder)
    at = random.Random(1).randrange(count)
    row = store.table("incidents", ["article_ids", "report_ids"]).slice(at, 1).to_pylist()[0]
    articles, reports = row["article_ids"], row["report_ids"]
    dataset = ds.dataset(str(store.folder / "articles"), format="parquet")
    wanted = pc.field("article_id").isin(articles)
    found = {each["article_id"] for each in store.rows("articles", "article_id", articles)}
    if found != set(dataset.to_table(filter=wanted).column("article_id").to_pylist()):
        raise AssertionError("the two look-ups differ")
    return (
        f"| {count:,} | {store.manifest['reports']:,} | {written:.1f} | {size_of(folder):.0f} | "
        f"{best(lambda: open_store(folder)):.1f} | {best(lambda: store.table('incidents')):.0f} | "
        f"{best(lambda: store.rows('articles', 'article_id', articles)):.1f} | "
        f"{best(lambda: store.rows('reports', 'report_id', reports)):.1f} | "
        f"{best(lambda: dataset.to_table(filter=wanted)):.1f} |"
    )


if __name__ == "__main__":
    main()
