"""A build is there whole or not at all, and comes back as it went in."""

import datetime as dt
import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pytest

from language.span import Span
from pipeline import store
from pipeline.model import REPORT_FIELDS, Article, DateInterval, Party, Report
from pipeline.store import StoreError, build_lock, builds, open_store, restore_build, write_store
from pipeline.store.schema import (
    RECORDS_SCHEMA,
    REPORTS_SCHEMA,
    articles_from_table,
    articles_table,
    records_table,
    reports_from_table,
    reports_table,
    rows_table,
)

SUNDAY = DateInterval(dt.date(2021, 8, 1), dt.date(2021, 12, 26), "interval", "relative", 6)
ARTICLES = [
    Article(
        "a1",
        "ع",
        "نص",
        "ar",
        "O",
        "https://example.org",
        SUNDAY,
        "inferred",
        "",
        False,
        "",
        "a.txt",
        "2021-08-01T23:40:00+03:00",
    ),
    Article(
        "a2", "", "text", sample=True, published=DateInterval(dt.date(2022, 1, 1), dt.date(2022, 1, 1), "day")
    ),
    Article("a3", "no date", "text", published_raw="2999-01-01"),
]
REPORTS = [
    Report("a2", "recurrent", ("rocket", "drone"), "carried_out"),
    Report(
        "a1", "specific", ("drone",), "intercepted", SUNDAY, place_name="مطار إربيل", lat=36.2376, lon=43.9632,
        killed=0, evidence={"place": (3, 13)}, evidence_in="title", reason={"place": ["after_at", "head_word"]}, sentence=Span(0, 20),
        quote="نص", confidence=0.9, place_confidence="high", place_source="OurAirports", interaction="clash", status="disputed",
        parties=(Party("A", "claims", span=Span(2, 4)), Party("B", "accused", "a ministry")), completed_from="a2",
    ),
]  # fmt: skip
INCIDENTS = [
    {"record_id": "i2", "record": "incident", "lat": None, "lon": None},
    {"record_id": "i1", "record": "incident", "lat": 36.2, "lon": 43.9, "date_start": dt.date(2021, 8, 1)},
    {"record_id": "i3", "record": "incident", "lat": -1.5, "lon": 0.0, "date_start": dt.date(2020, 8, 1)},
]
TABLES = {
    "articles": articles_table(ARTICLES),
    "reports": reports_table(REPORTS, ARTICLES),
    "incidents": records_table(INCIDENTS),
}


def test_nouns_come_back_equal() -> None:
    assert articles_from_table(articles_table(ARTICLES)) == ARTICLES
    assert reports_from_table(reports_table(REPORTS, ARTICLES)) == REPORTS


def test_unknown_is_null_and_none_stated_is_zero() -> None:
    assert TABLES["reports"].column("killed").to_pylist() == [None, 0]
    assert TABLES["reports"].column("published").to_pylist() == [
        dt.date(2022, 1, 1),
        None,
    ]  # a publication inferred within months is no day
    assert TABLES["reports"].column("sample").to_pylist() == [True, False]


def test_the_tables_have_the_columns_of_their_rows() -> None:
    kinds = {each.name: str(each.type) for each in RECORDS_SCHEMA}
    assert kinds["record"] == kinds["place_id"] == "string"
    assert kinds["attack_types"] == str(pa.list_(pa.string()))
    assert (kinds["lat"], kinds["killed"], kinds["weekday"], kinds["date_start"], kinds["sample"]) == (
        "double", "int64", "int16", "date32[day]", "bool",
    )  # fmt: skip
    assert "report_id: string" in kinds["parties"]
    assert "report_id" not in str(REPORTS_SCHEMA.field("parties").type)
    assert tuple(REPORTS_SCHEMA.names[: len(REPORT_FIELDS)]) == REPORT_FIELDS


def test_a_wrong_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="colour"):
        records_table([{"colour": "red"}])
    with pytest.raises(StoreError, match="lacks the columns"):
        write_store(tmp_path, {"reports": rows_table([], TABLES["articles"].schema)}, {})
    assert not list(tmp_path.iterdir())


def test_a_build_is_sorted_counted_and_geographic(tmp_path: Path) -> None:
    folder = write_store(tmp_path, TABLES, {"knowledge": "k"})
    found = open_store(tmp_path)
    assert found.folder == folder
    assert found.table("incidents").column("record_id").to_pylist() == ["i3", "i1", "i2"]
    assert found.table("reports", ["report_id"]).column_names == ["report_id"]
    assert found.table("series").num_rows == 0
    counts = {
        name: found.manifest[name] for name in ("articles", "reports", "incidents", "series", "rejects")
    }
    assert counts == {"articles": 3, "reports": 2, "incidents": 3, "series": 0, "rejects": 0}
    assert found.manifest["knowledge"] == "k"
    points = gpd.read_parquet(folder / "incidents.parquet")
    assert points.crs.to_epsg() in (4326, None) or points.crs.to_authority() == ("OGC", "CRS84")
    assert [point and (point.x, point.y) for point in points.geometry] == [(0.0, -1.5), (43.9, 36.2), None]


def test_the_data_hash_does_not_depend_on_order(tmp_path: Path) -> None:
    one = write_store(tmp_path, TABLES, {})
    other = write_store(tmp_path, {**TABLES, "reports": reports_table(REPORTS[::-1], ARTICLES)}, {})
    assert open_store(one).manifest["data_hash"] == open_store(other).manifest["data_hash"]


def test_three_builds_are_kept_and_can_be_restored(tmp_path: Path) -> None:
    for _ in range(5):
        write_store(tmp_path, TABLES, {})
    assert [each.name for each in builds(tmp_path)] == ["build-000003", "build-000004", "build-000005"]
    assert restore_build(tmp_path).name == "build-000004"
    assert open_store(tmp_path).folder.name == "build-000004"
    with pytest.raises(StoreError, match="it keeps build-000003"):
        restore_build(tmp_path, 2)
    (tmp_path / "CURRENT").write_text("../../etc")
    assert restore_build(tmp_path).name == "build-000005"


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (lambda out: None, "make one with"),
        (lambda out: (out / "CURRENT").write_text("build-000009"), "restore"),
        (lambda out: (out / "CURRENT").write_bytes(b"\xff\xfe"), "cannot be read"),
        (lambda out: (write_store(out, TABLES, {}) / "manifest.json").write_text("{"), "restore"),
        (
            lambda out: (write_store(out, TABLES, {}) / "manifest.json").write_text('{"format": 99}'),
            "build again",
        ),
    ],
)
def test_a_store_that_cannot_be_opened_says_what_to_do(prepare: object, said: str, tmp_path: Path) -> None:
    prepare(tmp_path)  # type: ignore[operator]
    with pytest.raises(StoreError, match=said):
        open_store(tmp_path)


def test_a_full_disk_leaves_the_last_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = write_store(tmp_path, TABLES, {})

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store.pq, "write_table", full)
    with pytest.raises(StoreError, match="disk of .* is full"):
        write_store(tmp_path, TABLES, {})
    assert open_store(tmp_path).folder == first
    assert sorted(each.name for each in tmp_path.iterdir()) == ["CURRENT", "build-000001"]


def test_a_second_builder_hears_who_holds_the_lock(tmp_path: Path) -> None:
    with (
        build_lock(tmp_path),
        pytest.raises(StoreError, match=f"process {os.getpid()} on"),
        build_lock(tmp_path),
    ):
        pass
    with build_lock(tmp_path):
        pass


WRITER = """
import sys; sys.path.insert(0, sys.argv[2])
from pathlib import Path
from pipeline.store.schema import records_table
from pipeline.store import build_lock, write_store
rows = records_table([{"record_id": str(n), "summary_en": "x" * 50} for n in range(20000)])
print("ready", flush=True)
with build_lock(Path(sys.argv[1])):
    while True:
        write_store(Path(sys.argv[1]), {"incidents": rows}, {})
"""


def test_a_writer_killed_at_any_moment_leaves_a_whole_build(tmp_path: Path) -> None:
    root = str(Path(__file__).resolve().parents[2])
    write_store(tmp_path, TABLES, {})
    for wait in (0.0, 0.013, 0.031, 0.058):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), root], stdout=subprocess.PIPE
        ) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(wait)
            writer.send_signal(signal.SIGKILL)
        found = open_store(tmp_path)
        assert (
            found.table("incidents").num_rows
            == json.loads((found.folder / "manifest.json").read_text())["incidents"]
        )
    with build_lock(tmp_path):
        write_store(tmp_path, TABLES, {})
    assert not list(tmp_path.glob(".*"))
