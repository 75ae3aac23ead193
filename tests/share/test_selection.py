"""What is selected: ids that hang on content alone, and the care for what is recent."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pyarrow as pa

from pipeline.store import ids_hash, open_store
from pipeline.view import Records
from share.selection import Care, select
from tests.share.conftest import DAY


def test_id_hangs_on_rows_filter_and_care_not_on_the_day(selected):
    assert selected().snapshot_id == selected(day=dt.date(2030, 1, 1)).snapshot_id
    different = {selected(q).snapshot_id for q in ("", "type=drone", "country=IQ")}
    assert len(different) == 3
    assert selected(care=Care(0, True)).snapshot_id != selected().snapshot_id
    assert ids_hash(["b", "a"]) == ids_hash(["a", "b"])


def test_id_changes_with_one_corrected_cell(store, records):
    table = records.table
    at = table.column_names.index("place_name_en")
    changed = table.column("place_name_en").to_pylist()
    changed[7] = "Elsewhere"
    other = Records.of(table.set_column(at, table.schema.field(at), pa.array(changed)), records.build)
    asked = select(store, records, select(store, records, _all(), Care(), DAY).view.filter, Care(), DAY)
    assert select(store, other, _all(), Care(), DAY).snapshot_id != asked.snapshot_id


def _all():
    from pipeline.view import Filter

    return Filter()


def test_hold_back_leaves_out_what_may_have_been_in_the_last_hours(selected):
    care = Care(24 * 300)
    kept, everything = selected(care=care), selected()
    assert kept.held_back > 0
    assert kept.held_back + len(kept.view.rows) == len(everything.view.rows)
    last = DAY - dt.timedelta(300)
    assert all(each < last for each in kept.table.column("date_end").to_pylist())


def test_an_open_end_is_held_back_by_its_news(store, records):
    table = records.table
    at = table.column_names.index("date_end")
    open_end = Records.of(
        table.set_column(at, table.schema.field(at), pa.nulls(len(table), pa.date32())), "b"
    )
    kept = select(store, open_end, _all(), Care(24 * 300), DAY)
    told = kept.table.column("last_published").to_pylist()
    assert all(each < DAY - dt.timedelta(300) for each in told)


def test_coarsened_places_are_moved_unnamed_and_told(selected):
    before, after = selected().table, selected(care=Care(0, True)).table
    rows = [
        (a, b) for a, b in zip(before.to_pylist(), after.to_pylist(), strict=True) if a["lat"] is not None
    ]
    for own, coarse in rows:
        assert abs(own["lat"] - coarse["lat"]) <= 0.1251
        assert coarse["place_id"] is None
        assert coarse["summary_en"] is None
        assert (coarse["parties"], coarse["place_source"]) == (None, None)  # either would say the place again
        if own["geo_precision"] in ("site", "town"):
            assert coarse["geo_precision"] == "district"
            assert coarse["radius_km"] >= 20
            assert (
                own["place_name_en"] not in (coarse["place_name_en"],)
                or own["place_name_en"] == own["governorate"]
            )
    squares = np.array([(b["lat"], b["lon"]) for _, b in rows]) / 0.25 - 0.5
    assert np.allclose(squares, np.round(squares))


def test_coarsening_only_the_last_hours_keeps_the_rest(selected):
    selection = selected(care=Care(24 * 300, True))
    assert selection.held_back == 0
    assert 0 < selection.coarse.sum() < len(selection.view.rows)
    assert len(selection.view.rows) == len(selected().view.rows)


def test_a_filter_by_place_still_finds_what_is_coarsened(selected, records):
    place = next(each for each in records.columns["place_id"].values if each)
    plain, coarse = (selected(f"place={place}", care) for care in (Care(), Care(0, True)))
    assert len(plain.view.rows) == len(coarse.view.rows) > 0
    assert coarse.view.filter == replace(plain.view.filter)


def test_store_reopened_gives_the_same_id(store):
    again = open_store(store.folder)
    first, second = (select(each, Records.load(each), _all(), Care(), DAY) for each in (store, again))
    assert first.snapshot_id == second.snapshot_id
