"""A cluster reads what one machine reads, also when it loses a worker on the way."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pipeline.__main__ import main
from pipeline.build import build
from pipeline.build import dask_crew as cluster_of_build
from pipeline.build.dask_crew import DaskCrew
from pipeline.knowledge.changes import Needles
from pipeline.model import Article
from pipeline.store import open_store

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = [str(ROOT / "data" / "samples"), str(ROOT / "tests" / "gold" / "articles.jsonl")]
DASK = [sys.executable, "-m", "dask"]


def started(*arguments: str, cwd: Path = ROOT) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "PYTHONPATH": str(cwd), "PYTHONWARNINGS": "ignore"}
    return subprocess.Popen(
        [*DASK, *arguments], cwd=cwd, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def worker(address: str, *more: str, cwd: Path = ROOT) -> "subprocess.Popen[bytes]":
    return started("worker", address, "--nthreads", "1", "--no-dashboard", *more, cwd=cwd)


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list["subprocess.Popen[bytes]"]]]:
    """A scheduler on loopback, and the list of what else is to be ended with it."""
    file = folder / "scheduler.json"
    running = [
        started(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)
        )
    ]
    try:
        until = time.monotonic() + 60
        while not file.exists() or not file.read_text():
            assert running[0].poll() is None
            assert time.monotonic() < until
            time.sleep(0.1)
        yield json.loads(file.read_text())["address"], running
    finally:
        for process in reversed(running):
            # A nanny ends its worker when it is asked to end.
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for_workers(address: str, count: int) -> None:
    from distributed import Client

    with Client(address, timeout=30, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=60)


def rows(out: Path) -> dict[str, list[dict[str, Any]]]:
    store = open_store(out)
    return {
        name: store.table(name).to_pylist()
        for name in ("articles", "reports", "incidents", "series", "unresolved")
    }


def test_a_cluster_that_loses_a_worker_gives_the_groups_and_rows_of_one_machine(tmp_path: Path) -> None:
    build(ARTICLES, tmp_path / "here", workers=1)
    with cluster(tmp_path) as (address, running):
        lost, kept = (worker(address, "--no-nanny") for _ in range(2))
        running += [lost, kept]
        wait_for_workers(address, 2)
        done: list[int] = []

        def progress(articles: int) -> None:
            done.append(articles)
            if lost.poll() is None:
                lost.send_signal(signal.SIGKILL)

        summary = build(ARTICLES, tmp_path / "there", dask=address, progress=progress)
    assert lost.returncode == -signal.SIGKILL
    assert not summary.rejects
    assert sum(done) == summary.articles
    assert rows(tmp_path / "there") == rows(tmp_path / "here")


class Dying:
    """What a worker does: an article that says "die" ends its process."""

    def do(self, work: str, article: Article) -> str:
        if article.text == "die":
            os._exit(9)
        return article.article_id

    def pack(self, work: str, found: list[str]) -> list[str]:
        return found


def dying(root: Path, needles: Needles) -> type[Dying]:
    return Dying


def test_an_article_that_ends_every_worker_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "0")
    articles = [Article(f"a{n}", "", "die" if n == 2 else "text", path="p") for n in range(4)]
    with cluster(tmp_path) as (address, running):
        running.append(worker(address))
        wait_for_workers(address, 1)
        with DaskCrew(address, ROOT, Needles(), dying) as crew:
            results = list(crew.run("read", articles))
    assert sorted(each for result in results for each in result.found or ()) == ["a0", "a1", "a3"]
    (reject,) = [each for result in results for each in result.rejects]
    assert reject.reason.startswith("article a2: reading it ended the process")


def test_no_scheduler_and_no_workers_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ["build", *ARTICLES, "--out", str(tmp_path / "store"), "--dask"]
    with monkeypatch.context() as hasty:
        hasty.setattr(cluster_of_build, "WAIT_SECONDS", 1)
        assert main([*asked, "tcp://127.0.0.1:9"]) == 2
    assert "No Dask scheduler answers at tcp://127.0.0.1:9" in capsys.readouterr().err
    with cluster(tmp_path) as (address, _):
        assert main([*asked, address]) == 2
    assert "has no workers" in capsys.readouterr().err


def test_a_worker_that_knows_other_things_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    for name in ("language", "evidence", "geo", "pipeline"):
        shutil.copytree(ROOT / name, other / name, ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "language" / "clitics.py").open("a") as code:
        code.write("\nANOTHER = 'version'\n")
    with cluster(tmp_path) as (address, running):
        running.append(worker(address, "--no-nanny", cwd=other))
        wait_for_workers(address, 1)
        assert main(["build", *ARTICLES, "--out", str(tmp_path / "store"), "--dask", address]) == 2
    assert "has another code than this machine" in capsys.readouterr().err
