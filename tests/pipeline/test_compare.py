"""Our incidents against lists that others keep, and our rows in the columns of ACLED and GED."""

import csv
import datetime as dt
import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from pipeline.__main__ import main
from pipeline.export import export
from pipeline.export.acled_ged import ACLED_SCHEMA, GED_SCHEMA, acled_row, ged_row
from pipeline.export.compare import COLUMNS, compare, read_reference, write_comparison
from pipeline.store import Store, StoreError, open_store, write_store
from pipeline.store.schema import records_table
from pipeline.view import Filter

ROW = {
    "record": "incident", "kind": "specific", "attack_types": ["rocket"], "outcome": "carried_out", "place_name_en": "Erbil",
    "place_name": "أربيل", "country": "IQ", "governorate": "Erbil", "lat": 36.19, "lon": 44.01, "geo_precision": "town",
    "radius_km": 8.0, "date_start": dt.date(2021, 2, 15), "date_end": dt.date(2021, 2, 15), "date_precision": "day",
    "actors": ["A", "B"], "targets": ["civilians"], "killed": 2, "killed_min": 1, "killed_max": None, "sources": ["X", "Y"],
    "n_sources": 2, "killed_whom": "civilians", "review": "corroborated", "sample": False, "summary_en": "=cmd",
}  # fmt: skip
ROWS = [
    {**ROW, "record_id": "i1"},
    {**ROW, "record_id": "i2", "lat": 33.8, "lon": 42.4, "place_name_en": "Ain al-Asad", "killed": None, "killed_min": None, "killed_whom": None},
    {**ROW, "record_id": "i3", "lat": None, "lon": None, "geo_precision": None, "date_start": None, "date_end": None, "killed": 0, "killed_min": 0},
]  # fmt: skip
ACLED = (
    "event_id_cnty,event_date,latitude,longitude,location,fatalities\n"
    "IRQ1,16 February 2021,36.20,44.00,Erbil,1\nIRQ2,2021-02-20,33.8,42.4,Asad,0\nIRQ3,soon,1,1,x,0\nIRQ4,2021-02-15,,,y,\n"
)
GED = "id,date_start,date_end,latitude,longitude,where_coordinates,best\n7,2021-02-15 00:00:00.000,2021-02-16 00:00:00.000,36.2,44.0,Erbil,2\n"
GTD = "eventid;iyear;imonth;iday;latitude;longitude;city;nkill\n2021;2021;2;15;36.2;44;Erbil;1.0\n2022;2021;2;0;36.2;44;Erbil;1\n"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    write_store(tmp_path / "store", {"incidents": records_table(ROWS)}, {})
    return open_store(tmp_path / "store")


@pytest.mark.parametrize(
    ("text", "kind", "found", "missed", "unusable"),
    [(ACLED, "ACLED", ["i1"], ["IRQ2"], 2), (GED, "UCDP GED", ["i1"], [], 0), (GTD, "GTD", ["i1"], [], 1)],
)
def test_each_list_is_recognised(
    text: str, kind: str, found: list[str], missed: list[str], unusable: int, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("\ufeff" + text, "utf-8")
    told, events, refused = read_reference(path)
    rows = compare(store, events)
    assert (told, refused) == (kind, unusable)
    assert [row["incident_id"] for row in rows if row["status"] == "found"] == found
    assert [row["reference_id"] for row in rows if row["status"] == "missed"] == missed
    assert rows[0]["km"] < 5
    assert rows[0]["days"] == (1 if kind == "ACLED" else 0)
    assert compare(store, events[::-1]) == rows


def test_ours_within_the_list_are_extra(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(ACLED.replace("2021-02-20", "2021-02-10"), "utf-8")
    assert [
        row["incident_id"] for row in compare(store, read_reference(path)[1]) if row["status"] == "extra"
    ] == ["i2"]


def test_an_event_is_found_once(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(ACLED + "IRQ5,2021-02-15,36.19,44.01,Erbil,2\n", "utf-8")
    rows = compare(store, read_reference(path)[1])
    assert [(row["reference_id"], row["km"]) for row in rows if row["status"] == "found"] == [("IRQ5", 0.0)]
    assert "IRQ1" in [row["reference_id"] for row in rows if row["status"] == "missed"]


def test_table_and_layer_are_read_by_others(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(ACLED.replace("Asad", "=SUM(1)"), "utf-8")
    table, layer = write_comparison(compare(store, read_reference(path)[1]), tmp_path / "out.csv")
    assert tuple(pd.read_csv(table).columns) == COLUMNS
    assert "'=SUM(1)" in table.read_text("utf-8-sig")
    assert len(gpd.read_file(layer)) == len(pd.read_csv(table))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "has the columns a, b"),
        ("", "has the columns nothing"),
        ("event_date,latitude,longitude\nsoon,1,1\n", "no row with a date"),
    ],
)
def test_what_is_no_reference_is_said(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(StoreError, match=said):
        read_reference(path)
    with pytest.raises(StoreError, match="cannot be read"):
        read_reference(tmp_path / "none.csv")


def test_the_command(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.csv"
    path.write_text(GED, "utf-8")
    assert main(["compare", str(path), "--from", str(store.folder), "-o", str(tmp_path / "c.csv")]) == 0
    assert "UCDP GED: 1 events" in capsys.readouterr().err
    assert (tmp_path / "c.geojson").exists()


def test_acled_columns_and_codes() -> None:
    row = acled_row({**ROW, "incident_id": "i1"})
    assert (row["event_type"], row["sub_event_type"]) == (
        "Explosions/Remote violence",
        "Shelling/artillery/missile attack",
    )
    assert (row["time_precision"], row["geo_precision"], row["iso"], row["fatalities"]) == (1, 1, 368, 2)
    assert (row["actor1"], row["assoc_actor_1"], row["civilian_targeting"]) == (
        "A",
        "B",
        "Civilian targeting",
    )
    assert acled_row({**ROW, "killed": None})["fatalities"] is None
    assert acled_row({**ROW, "outcome": "intercepted"})["sub_event_type"] == "Disrupted weapons use"
    assert acled_row({**ROW, "attack_types": ["unspecified"]})["event_type"] is None
    month = {**ROW, "date_end": dt.date(2021, 3, 10), "geo_precision": "governorate"}
    assert (acled_row(month)["time_precision"], acled_row(month)["geo_precision"]) == (3, 3)


def test_ged_columns_and_codes() -> None:
    row = ged_row({**ROW, "incident_id": "i1"})
    assert row is not None
    assert (row["best"], row["low"], row["high"], row["deaths_civilians"], row["deaths_a"]) == (
        2,
        1,
        None,
        2,
        None,
    )
    assert (
        row["where_prec"],
        row["date_prec"],
        row["event_clarity"],
        row["type_of_violence"],
        row["country_id"],
    ) == (1, 1, 1, 3, 645)
    assert row["priogrid_gid"] == 181889
    assert ged_row({**ROW, "killed": None, "killed_min": None}) is None
    assert ged_row({**ROW, "killed": 0, "killed_min": 0}) is None
    wide = ged_row({**ROW, "kind": "recurrent", "date_end": dt.date(2021, 12, 1), "geo_precision": "country"})
    assert wide is not None
    assert (wide["date_prec"], wide["where_prec"], wide["event_clarity"]) == (5, 6, 2)


@pytest.mark.parametrize(
    ("schema", "columns", "count"), [("acled", ACLED_SCHEMA.names, 3), ("ged", GED_SCHEMA.names, 1)]
)
@pytest.mark.parametrize("form", ["csv", "jsonl", "geojson", "gpkg", "kml", "parquet"])
def test_every_format_has_the_columns_of_others(
    schema: str, columns: list[str], count: int, form: str, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / f"out.{form}"
    assert export(store, "incidents", form, Filter(), path, schema) == count
    if form in ("geojson", "gpkg", "parquet"):
        read = gpd.read_parquet(path) if form == "parquet" else gpd.read_file(path)
        assert len(read) == count
        assert (read.geometry.iloc[0].x, read.geometry.iloc[0].y) in {(44.01, 36.19), (42.4, 33.8)}
        assert set(read.columns) >= {"latitude", "longitude"} - {"geometry"}
    elif form == "csv":
        with path.open(encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        assert list(rows[0]) == columns
        if schema == "acled":
            assert sorted(row["fatalities"] for row in rows) == ["", "0", "2"]  # unknown stays blank
            assert {row["notes"] for row in rows} == {"'=cmd"}
    elif form == "jsonl":
        assert list(json.loads(path.read_text("utf-8").splitlines()[0])) == columns
    else:
        assert path.read_text("utf-8").count("<Placemark>") == count


@pytest.mark.parametrize(
    ("days", "acled", "ged"),
    [(1, 1, 1), (2, 2, 2), (6, 2, 2), (7, 2, 3), (8, 3, 4), (31, 3, 4), (32, 3, 5), (None, None, None)],
)
def test_codes_of_how_exact_a_date_is(days: int | None, acled: int | None, ged: int | None) -> None:
    end = ROW["date_start"] + dt.timedelta(days - 1) if days else None  # type: ignore[operator]
    row = {**ROW, "date_end": end}
    coded = ged_row(row)
    assert coded is not None
    assert (acled_row(row)["time_precision"], coded["date_prec"]) == (acled, ged)
