"""Whenever a build is killed, the store opens as it was or as it will be, and the next run finishes it."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from pipeline.build import build, worker
from pipeline.knowledge.load import Knowledge, load_knowledge
from pipeline.store import PENDING, Store, open_store

ROOT = Path(__file__).resolve().parents[2]
TABLES = ("articles", "reports", "incidents", "series", "unresolved", "not_read")
# A build of many small parts, announced when its knowledge is loaded and when it is done.
BUILDER = """
import sys; sys.path.insert(0, sys.argv[1])
from pathlib import Path
from pipeline.build import builder as build, collection, worker
def main():
    root = Path(sys.argv[5])
    knowledge = worker.load_knowledge(root)
    collection._PART_ARTICLES = 16
    if sys.argv[4] == "1":
        worker.load_knowledge = lambda at: knowledge
    print("ready", flush=True)
    build.build([sys.argv[3]], Path(sys.argv[2]), workers=int(sys.argv[4]), root=root)
    print("done", flush=True)
if __name__ == "__main__":
    main()
"""


@pytest.fixture(scope="module")
def few_places(small_root: Path) -> Knowledge:
    return load_knowledge(small_root)


@pytest.fixture(autouse=True)
def loaded_once(few_places: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "load_knowledge", lambda at: few_places)


def written(path: Path, first: int, last: int) -> str:
    places = ("الموصل", "كركوك", "تكريت", "أربيل", "البصرة")
    rows = [
        {"id": f"a{n}", "text": f"انفجرت عبوة ناسفة في {places[n % 5]} أمس وأصيب {n + 2} مدنيين.", "published": f"2021-09-{n % 28 + 1:02}"}
        for n in range(first, last)
    ]  # fmt: skip
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return str(path)


def whole(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Every row of a store; it has what its manifest says."""
    found = {name: store.table(name).to_pylist() for name in TABLES}
    for name in ("articles", "reports", "incidents", "series"):
        assert len(found[name]) == store.manifest[name]
    return found


def builder(out: Path, path: str, workers: int, root: Path) -> "subprocess.Popen[bytes]":
    script = out.parent / "builder.py"
    script.write_text(BUILDER, "utf-8")
    process = subprocess.Popen(
        [sys.executable, str(script), str(ROOT), str(out), path, str(workers), str(root)],
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def kill_at_moments(tmp_path: Path, root: Path, moments: int, seed: int) -> int:
    """Kill as many builds, each at a random moment of it; how many were killed before they were done."""
    dice = random.Random(seed)
    out = tmp_path / "store"
    paths = [written(tmp_path / "1.jsonl", 0, 200), written(tmp_path / "2.jsonl", 100, 300)]
    expected = []
    for number, path in enumerate(paths):
        build([path], tmp_path / f"whole-{number}", workers=1, root=root)
        expected.append(whole(open_store(tmp_path / f"whole-{number}")))
    build([paths[1]], out, workers=1, root=root)
    with builder(out, paths[0], 1, root) as process:
        begun = time.monotonic()
        process.wait()
        took = time.monotonic() - begun
    killed = 0
    for number in range(moments):
        path = paths[(number + 1) % 2]
        with builder(out, path, 1, root) as process:
            time.sleep(dice.uniform(0, took))
            process.send_signal(signal.SIGKILL)
            assert process.stdout is not None
            killed += b"done" not in process.stdout.read()
        found = whole(open_store(out))
        assert told(found) in (told(expected[0]), told(expected[1]))
        build([path], out, workers=1, root=root)
        assert told(whole(open_store(out))) == told(expected[(number + 1) % 2])
        assert {each.name for each in out.iterdir() if each.name.startswith(".")} <= {PENDING}
        assert not (out / PENDING).exists()
    return killed


def told(found: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The rows without where an article was first met, and without the ids of records, which tell their history."""
    records = {
        name: sorted(
            ({**row, "record_id": ""} for row in found[name]), key=lambda row: str(row["report_ids"])
        )
        for name in ("incidents", "series")
    }
    return {**found, **records, "articles": [{**row, "path": ""} for row in found["articles"]]}


def test_a_build_killed_at_random_moments_is_finished_by_the_next(tmp_path: Path, small_root: Path) -> None:
    assert kill_at_moments(tmp_path, small_root, 6, 1)


@pytest.mark.fuzz
@pytest.mark.usefixtures("takes_long")
def test_a_build_killed_at_fifty_moments(tmp_path: Path, small_root: Path) -> None:
    assert kill_at_moments(tmp_path, small_root, 50, 2) > 20


def test_the_processes_of_a_killed_build_end_with_it(tmp_path: Path, small_root: Path) -> None:
    out = tmp_path / "store"
    path = written(tmp_path / "1.jsonl", 0, 3000)
    with builder(out, path, 2, small_root) as process:
        until = time.monotonic() + 60
        while len(children := psutil.Process(process.pid).children()) < 3 and time.monotonic() < until:
            time.sleep(0.05)  # two workers, and the tracker of multiprocessing
        process.send_signal(signal.SIGKILL)
    assert children
    _, alive = psutil.wait_procs(children, timeout=60)
    assert not alive


def test_a_build_killed_between_naming_its_result_and_clearing_what_it_read(
    tmp_path: Path, small_root: Path
) -> None:
    """Its parts are then in the store and among what was left, and are taken once."""
    out = tmp_path / "store"
    first = written(tmp_path / "1.jsonl", 0, 20)
    build([first], out, workers=1, root=small_root)
    (newest,) = out.glob("build-*")
    for part in newest.glob("*/part-*.parquet"):
        left = out / PENDING / part.relative_to(newest)
        left.parent.mkdir(parents=True, exist_ok=True)
        os.link(part, left)
    build([first, written(tmp_path / "2.jsonl", 20, 30)], out, workers=1, root=small_root)
    assert open_store(out).manifest["articles"] == 30
    assert not (out / PENDING).exists()
