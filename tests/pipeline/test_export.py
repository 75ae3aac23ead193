"""What is exported is what the filter shows, and other programs read it."""

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

import geopandas as gpd
import pandas as pd
import pytest

from pipeline.__main__ import main
from pipeline.export import CAUTION, FORMATS, WHATS, export, exported_rows
from pipeline.export.cells import spreadsheet_cell
from pipeline.export.write import write_whole
from pipeline.model import REPORT_FIELDS, Article, DateInterval, Party, Report, Span
from pipeline.store import Store, StoreError, open_store, write_store
from pipeline.store.schema import articles_table, records_table, reports_table
from pipeline.view import Filter
from share.snapshot import PARTS

DAY = DateInterval(dt.date(2021, 9, 11), dt.date(2021, 9, 11), "day")
ARTICLE = Article("a1", "", "text", published=DAY)
PLACED = Report(
    "a1", "specific", ("drone", "rocket"), "carried_out", DAY, place_name="مطار إربيل", place_name_en="Erbil airport",
    lat=36.2376, lon=-43.9632, killed=0, evidence={"place": (0, 4)}, reason={"place": ["r1", "r2"]},
    parties=(Party("Group A", "claims", None, Span(0, 4)),),
    quote='=HYPERLINK("x") قال <b>\x01', confidence=0.8,
)  # fmt: skip
UNPLACED = Report("a1", "recurrent", ("rocket",), "claimed_only", quote="no place")
RECORD = {
    "record": "incident", "kind": "specific", "attack_types": ["drone", "rocket"], "outcome": "carried_out",
    "date_start": DAY.start, "date_end": DAY.end, "lat": 36.2376, "lon": -43.9632, "place_name_en": "Erbil airport",
    "report_ids": [PLACED.report_id], "article_ids": ["a1"], "sources": ["A", "B; C"], "summary_en": "+1 & <more>",
    "sample": False, "parties": [{"name": "Group A", "role": "claims", "by": None, "span": [0, 4], "report_id": "r"}],
}  # fmt: skip
SERIES = {
    "record_id": "s1",
    "record": "series",
    "kind": "recurrent",
    "attack_types": ["rocket"],
    "sample": False,
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    tables = {
        "articles": articles_table([ARTICLE]),
        "reports": reports_table([PLACED, UNPLACED], [ARTICLE]),
        "incidents": records_table([{**RECORD, "record_id": "i1"}]),
        "series": records_table([{**SERIES, "report_ids": [UNPLACED.report_id]}]),
    }
    write_store(tmp_path / "store", tables, {})
    return open_store(tmp_path / "store")


def written(store: Store, what: str, form: str, tmp_path: Path, text: str = "") -> Path:
    target = tmp_path / f"out.{form}"
    export(store, what, form, Filter.parse(text), target)
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []
    return target


def test_reports_as_json_lines_have_exactly_the_published_keys(store: Store, tmp_path: Path) -> None:
    lines = written(store, "reports", "jsonl", tmp_path).read_text("utf-8").splitlines()
    rows = {row["report_id"]: row for row in map(json.loads, lines)}
    assert all(tuple(row) == REPORT_FIELDS for row in rows.values())
    placed, unplaced = rows[PLACED.report_id], rows[UNPLACED.report_id]
    assert (placed["killed"], unplaced["killed"]) == (0, None)
    assert (placed["date_start"], unplaced["date_start"]) == ("2021-09-11", None)
    assert (placed["evidence"], placed["reason"]) == ({"place": [0, 4]}, {"place": ["r1", "r2"]})
    assert placed["parties"] == [{"name": "Group A", "role": "claims", "by": None, "span": [0, 4]}]
    assert (unplaced["parties"], unplaced["interaction"], unplaced["status"]) == ([], None, "stated")
    assert placed["attack_types"] == ["drone", "rocket"]
    assert placed["quote"] == PLACED.quote


# How each format is read back by another program, as a table; a format without a reader fails.
READERS = {
    "jsonl": lambda path: pd.read_json(path, lines=True),
    "csv": pd.read_csv,
    "kml": lambda path: pd.DataFrame({"mark": ElementTree.parse(path).findall(".//{*}Placemark")}),
    "geojson": gpd.read_file,
    "gpkg": gpd.read_file,
    "parquet": gpd.read_parquet,
}


@pytest.mark.parametrize("what", WHATS)
@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_read_back(what: str, form: str, store: Store, tmp_path: Path) -> None:
    found = READERS[form](written(store, what, form, tmp_path))
    assert len(found) == exported_rows(store, what, Filter()).num_rows > 0
    if isinstance(found, gpd.GeoDataFrame) and what == "incidents":
        assert (found.geometry.iloc[0].x, found.geometry.iloc[0].y) == (-43.9632, 36.2376)
        assert found["incident_id"].iloc[0] == "i1"
    if isinstance(found, gpd.GeoDataFrame) and what == "series":
        assert found.geometry.iloc[0] is None
    if what != "series" and form in ("csv", "gpkg"):  # formats without lists have it as JSON text
        cells = found["parties"].dropna()
        assert [json.loads(each)[0]["name"] for each in cells if json.loads(each)] == ["Group A"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_warns_of_its_use_where_it_can(form: str, store: Store, tmp_path: Path) -> None:
    content = written(store, "incidents", form, tmp_path).read_bytes()
    assert (CAUTION.encode() in content) == (form not in ("jsonl", "csv"))  # which have rows and nothing else


def test_help_and_panel_read_the_formats(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["export", "--help"])
    told = capsys.readouterr().out
    assert all(f"  {each.name:9}{each.title}, {each.use}" in told for each in FORMATS.values())
    assert {f"rows.{each.name}" for each in FORMATS.values() if each.sealed} <= set(PARTS)
    snapshots = (Path(__file__).parents[2] / "docs" / "snapshots.md").read_text("utf-8")
    assert all(f"`{part}`" in snapshots for part in PARTS)


def test_a_spreadsheet_runs_nothing_and_keeps_numbers(store: Store, tmp_path: Path) -> None:
    content = written(store, "reports", "csv", tmp_path).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = {row["report_id"]: row for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))}
    assert rows[PLACED.report_id]["quote"].startswith("'=HYPERLINK")
    assert rows[PLACED.report_id]["lon"] == "-43.9632"
    assert (rows[PLACED.report_id]["killed"], rows[UNPLACED.report_id]["killed"]) == ("0", "")
    assert rows[PLACED.report_id]["attack_types"] == "drone; rocket"


@pytest.mark.parametrize(
    ("what", "text", "count"),
    [
        ("reports", "", 2),
        ("reports", "type=drone", 1),
        ("incidents", "type=drone", 1),
        ("incidents", "record=series", 0),
        ("series", "type=drone", 0),
        ("incidents", "from=2021-09&to=2021-09", 1),
        ("incidents", "from=2021-10", 0),
    ],
)
def test_the_rows_are_those_that_the_filter_shows(what: str, text: str, count: int, store: Store) -> None:
    assert exported_rows(store, what, Filter.parse(text)).num_rows == count


def test_a_file_is_written_whole_or_not_at_all(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        export(store, "reports", "csv", Filter(), tmp_path / "no folder" / "out.csv")
    with pytest.raises(StoreError, match="name a file"):
        export(store, "reports", "gpkg", Filter(), None)


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_nothing_that_a_spreadsheet_runs_is_left(first: str) -> None:
    told = f"{first}HYPERLINK(1)"
    assert str(spreadsheet_cell(told)).startswith("'")
    assert str(spreadsheet_cell([told, "b"])).startswith("'")
    assert spreadsheet_cell(-3) == -3


def test_placemarks_say_their_days_where_they_are_known(store: Store, tmp_path: Path) -> None:
    for what, ends in (("incidents", ["2021-09-11", "2021-09-11"]), ("series", [])):
        marks = ElementTree.parse(written(store, what, "kml", tmp_path))
        assert [each.text for each in marks.findall(".//{*}TimeSpan/*")] == ends


def test_a_write_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("before")
    target.chmod(0o640)

    def fails(stream: BinaryIO) -> None:
        stream.write(b"half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_whole(target, fails)
    assert [each.name for each in tmp_path.iterdir()] == ["out.csv"]
    assert target.read_text() == "before"
    write_whole(target, lambda stream: stream.write(b"after"))
    assert (target.read_text(), target.stat().st_mode & 0o777) == ("after", 0o640)


class Terminal:
    """A standard output that a person looks at."""

    def __init__(self) -> None:
        self.buffer = io.BytesIO()

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("form", FORMATS)
def test_only_text_is_written_to_a_terminal(form: str, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Terminal()
    monkeypatch.setattr("sys.stdout", shown)
    if FORMATS[form].output == "any":
        assert export(store, "incidents", form, Filter(), None) == 1
        assert "Erbil airport" in shown.buffer.getvalue().decode("utf-8")
    else:
        with pytest.raises(StoreError, match="no text; name a file"):
            export(store, "incidents", form, Filter(), None)
