"""The filter as a link, and the view against a plain loop over the same records."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as some

from bench.synthetic import _places, _records
from pipeline.attack_kinds import attack_kinds
from pipeline.model import OUTCOMES
from pipeline.store.schema import RECORDS_SCHEMA, rows_table
from pipeline.view import FACETS, Filter, Records, Window, first_day, last_day, view


def made(n=400, seed=5):
    random = np.random.default_rng(seed)
    places = _places(random, 30)
    rows = [*_records(random, places, n, "incident"), *_records(random, places[:8], 6, "series")]
    rows[3].update(date_start=None, date_end=None, date_precision="unknown")
    rows[4].update(date_end=None)
    rows[5].update(attack_types=["rocket", "drone"], actors=["a, b", "c"])
    return rows


ROWS = made()
RECORDS = Records.of(rows_table(ROWS, RECORDS_SCHEMA), "build-000001")


def slow(asked):
    """The rows of a filter, by a plain loop."""
    found = []
    for index, row in enumerate(ROWS):
        start, end = row["date_start"], row["date_end"]
        dated = start is not None or end is not None
        kept = all(
            [
                not asked.types or set(asked.types) & set(row["attack_types"]),
                not asked.outcomes or row["outcome"] in asked.outcomes,
                not asked.countries or row["country"] in asked.countries,
                not asked.actors or set(asked.actors) & set(row["actors"]),
                not asked.precisions or (row["geo_precision"] or "none") in asked.precisions,
                asked.samples or not row["sample"],
                not asked.exact or row["date_precision"] == "day",
                not asked.min_killed or (row["killed"] or 0) >= asked.min_killed,
                not asked.since or (dated and (end is None or end >= first_day(asked.since))),
                not asked.until or (dated and (start is None or start <= last_day(asked.until))),
            ]
        )
        if kept:
            found.append(index)
    return found


months = some.sampled_from(["", "2020", "2021-02", "2021-09-14", "2023-12"])
filters = some.builds(
    Filter,
    since=months,
    until=months,
    types=some.lists(some.sampled_from(list(attack_kinds())), max_size=3, unique=True).map(tuple),
    outcomes=some.lists(some.sampled_from(OUTCOMES), max_size=2, unique=True).map(tuple),
    countries=some.lists(some.sampled_from(["IQ", "SY", "YE"]), max_size=2, unique=True).map(tuple),
    actors=some.lists(some.sampled_from(["Islamic State", "a, b", "nobody\\"]), max_size=2, unique=True).map(
        tuple
    ),
    precisions=some.lists(
        some.sampled_from(["site", "town", "governorate", "none"]), max_size=2, unique=True
    ).map(tuple),
    samples=some.booleans(),
    exact=some.booleans(),
    min_killed=some.integers(0, 4),
)


@given(filters)
def test_view_is_what_a_plain_loop_finds(asked):
    assert view(RECORDS, asked).rows.tolist() == slow(asked)


@given(filters)
def test_counts_say_what_choosing_a_value_would_show(asked):
    shown = view(RECORDS, asked)
    for facet in ("types", "outcomes", "precisions"):
        for value, n in shown.counts[facet].items():
            chosen = {each: getattr(asked, each) for each in Filter.__dataclass_fields__ if each != "notes"}
            chosen[facet] = (value or "none",)
            assert n == len(slow(Filter(**chosen)))


@given(filters)
def test_a_filter_survives_its_link(asked):
    read = Filter.parse(asked.query())
    if read.notes:  # the two dates are the wrong way round
        assert not read.since
        assert not read.until
    else:
        assert read.query() == asked.query()
        assert Filter.parse(read.query()) == read


def test_the_link_is_canonical():
    assert (
        Filter.parse("country=iq&type=rocket,drone").query()
        == Filter.parse("type=drone,rocket&country=IQ").query()
    )
    assert Filter.parse("type=drone,rocket&from=2021-09&to=2021-12&country=IQ").query() == (
        "from=2021-09&to=2021-12&type=drone,rocket&country=IQ"
    )
    assert Filter().query() == ""
    assert Filter.parse("samples=1&exact=0&type=").query() == ""


@pytest.mark.parametrize(
    ("link", "noted"),
    [
        ("type=bomb", "type=bomb"), ("from=2021-13", "from=2021-13"), ("from=yesterday", "from"), ("sources=-1", "sources"),
        ("nonsense=1", "nonsense"), ("bbox=1,2,3", "bbox"), ("bbox=nan,0,1,1", "bbox"), ("from=2022&to=2021", "later"),
        ("exact=yes", "exact"), ("q=" + "x" * 9000, "longer"), ("%00%ff=%fe", "�"), ("type=<script>", "type=<script>"),
        ("from=٢٠٢١", "from"),
    ],
)  # fmt: skip
def test_what_a_link_says_wrong_is_ignored_and_noted(link, noted):
    read = Filter.parse(link)
    assert read.query() == ""
    assert any(noted in each for each in read.notes)


@given(some.text(max_size=300))
def test_any_text_is_read_as_some_filter(text):
    read = Filter.parse(text)
    assert Filter.parse(read.query()).query() == read.query()
    view(RECORDS, read)


def test_a_month_keeps_what_overlaps_and_says_what_has_no_date():
    shown = view(RECORDS, Filter(since="2021-02", until="2021-02"))
    assert shown.undated == 1
    for row in shown.rows:
        assert ROWS[row]["date_start"] <= dt.date(2021, 2, 28)
        assert ROWS[row]["date_end"] is None or ROWS[row]["date_end"] >= dt.date(2021, 2, 1)


@pytest.mark.parametrize("text", ["اربيل", "أربيل", "Erbil", "ERBIL", "إربيل airport"])
def test_search_finds_a_place_in_either_script(text):
    shown = view(RECORDS, Filter(text=text))
    assert len(shown.rows)
    assert all(
        "أربيل" in ROWS[row]["place_name"] or ROWS[row]["governorate"] == "Erbil" for row in shown.rows
    )


def test_search_text_made_in_parts_is_the_same(monkeypatch):
    awkward = made(40)
    awkward[6].update(summary_en="one\u2028two\x85three\nfour  five", summary_ar=None, place_name_ar="أُمّ")
    table = rows_table(awkward, RECORDS_SCHEMA)
    whole = Records.of(table).searched.to_pylist()
    assert whole[6].count("one two three four five") == 1
    for at_once in (1, 7, 45, 46):
        monkeypatch.setattr("pipeline.view.columns._AT_ONCE", at_once)
        assert Records.of(table).searched.to_pylist() == whole


def test_a_period_keeps_the_rows_of_its_first_and_its_last_day():
    for index, row in enumerate(ROWS[:60]):
        start, end = row["date_start"], row["date_end"]
        for day, asked in ((end, "since"), (start, "until")):
            if day is None:
                continue
            beyond = day + dt.timedelta(1 if asked == "since" else -1)
            assert index in view(RECORDS, Filter(**{asked: str(day)})).rows
            assert index not in view(RECORDS, Filter(**{asked: str(beyond)})).rows


def test_an_open_end_reaches_without_limit_and_no_date_reaches_nowhere():
    open_end, undated = 4, 3
    assert open_end in view(RECORDS, Filter(since="2999")).rows
    assert open_end not in view(RECORDS, Filter(until="1999")).rows
    for asked in (Filter(since="0001"), Filter(until="9999")):
        shown = view(RECORDS, asked)
        assert undated not in shown.rows
        assert undated in shown.any_date
        assert shown.undated == 1
    early = [dict(ROWS[0], date_start=None)]
    assert len(view(Records.of(rows_table(early, RECORDS_SCHEMA)), Filter(until="1999")).rows) == 1


def test_a_box_holds_what_lies_on_its_edges():
    corners = [(40.0, 30.0), (40.0, 31.0), (41.0, 30.0), (41.0, 31.0)]
    outside = [(39.9999, 30.5), (41.0001, 30.5), (40.5, 29.9999), (40.5, 31.0001), (None, None)]
    rows = [dict(ROWS[0], lon=lon, lat=lat) for lon, lat in (*corners, *outside)]
    shown = view(Records.of(rows_table(rows, RECORDS_SCHEMA)), Filter(bbox=(40.0, 30.0, 41.0, 31.0)))
    assert shown.rows.tolist() == [0, 1, 2, 3]
    window = Window(40.0, 30.0, 41.0, 31.0, 8)
    every = view(shown.records, Filter())
    assert [each for each in every.within(window) if each < 8] == [each for each in every.points if each < 4]


def test_a_toll_that_is_asked_for_is_enough_and_an_unknown_one_is_not():
    tolls = [(3, None), (2, None), (None, 3), (None, 2), (None, None), (0, None)]
    rows = [dict(ROWS[0], killed=killed, killed_min=least) for killed, least in tolls]
    records = Records.of(rows_table(rows, RECORDS_SCHEMA))
    assert view(records, Filter(min_killed=3)).rows.tolist() == [0, 2]
    assert view(records, Filter(min_killed=1)).rows.tolist() == [0, 1, 2, 3]
    assert len(view(records, Filter()).rows) == len(rows)


def test_a_list_is_cut_at_its_longest_and_says_so():
    link = ",".join(f"a{number:03}" for number in range(101))
    most = Filter.parse(f"actor={link.rpartition(',')[0]}")
    assert (len(most.actors), most.notes) == (100, ())
    more = Filter.parse(f"actor={link}")
    assert more.actors == most.actors
    assert more.notes == ("actor: only the first 100 values are used",)
    longest, longer = "x" * 200, "x" * 201
    assert Filter.parse(f"actor={longest}").actors == (longest,)
    refused = Filter.parse(f"actor={longer}")
    assert (refused.actors, len(refused.notes)) == ((), 1)


def test_a_link_is_read_up_to_its_longest():
    text = "q=" + "x" * 7998
    assert Filter.parse(text).text == "x" * 200
    assert Filter.parse(text + "x").notes == ("the link is longer than 8000 characters and was ignored",)
    pairs = {"q": "x" * 7999}
    assert Filter.from_pairs(pairs).text
    assert Filter.from_pairs({"q": "x" * 8000}).notes


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("bbox=-180,-90,180,90", "bbox=-180,-90,180,90"), ("bbox=-180.0001,0,1,1", ""), ("bbox=0,0,180.0001,1", ""),
        ("bbox=0,-90.0001,1,1", ""), ("bbox=0,0,1,90.0001", ""), ("bbox=1,0,1,1", ""), ("bbox=0,1,1,1", ""),
        ("bbox=1.23456,0,2,1", "bbox=1.2346,0,2,1"), ("toll=999999", "toll=999999"), ("toll=1000000", ""),
        ("from=2021&to=2021", "from=2021&to=2021"), ("from=2021-12-31&to=2021", "from=2021-12-31&to=2021"),
        ("from=2022-01-01&to=2021", ""), ("from=2021-02-29", ""), ("to=2024-02-29", "to=2024-02-29"),
    ],
)  # fmt: skip
def test_what_lies_on_the_edge_of_what_can_be_asked(link, kept):
    assert Filter.parse(link).query() == kept


def test_cells_hold_every_point_once():
    shown = view(RECORDS, Filter())
    groups = RECORDS.lists["attack_types"].first({"drone": 1, "rocket": 2}, 0)
    for zoom in (3, 6, 9.5):
        cells = shown.cells(shown.points, zoom, groups, 3)
        assert cells.count.sum() == len(shown.points) == cells.groups.sum()
    assert len(shown.points) + len(shown.wide) + shown.unplaced == len(shown.rows)


def test_the_window_holds_its_points():
    shown = view(RECORDS, Filter())
    inside = shown.within(Window(42, 32, 46, 37, 8))
    assert len(inside)
    assert all(42 <= ROWS[row]["lon"] <= 46 and 32 <= ROWS[row]["lat"] <= 37 for row in inside)


def test_no_records_at_all():
    empty = Records.of(RECORDS_SCHEMA.empty_table())
    shown = view(empty, Filter(types=("drone",), text="x", since="2021"))
    assert (len(shown.rows), shown.period, shown.extent(), shown.claimed_only) == (0, None, None, 0)
    assert set(shown.counts) == set(FACETS)


def test_records_know_their_rows():
    assert RECORDS.row_of(ROWS[7]["record_id"]) == 7
    assert RECORDS.row_of("not there") is None
    assert RECORDS.record(5)["attack_types"] == ["rocket", "drone"]
    assert pa.types.is_string(RECORDS.searched.type)


def test_a_histogram_counts_only_what_a_month_can_place():
    groups = RECORDS.lists["attack_types"].first({"drone": 1}, 0)
    asked = Filter(since="2021", until="2021-06")
    months = view(RECORDS, asked).months(groups, 2)
    expected = {}
    for row in ROWS:
        start, end = row["date_start"], row["date_end"]
        if start and end and (start.year, start.month) == (end.year, end.month):
            key = start.year * 12 + start.month - 1
            expected[key] = expected.get(key, 0) + 1
    found = {months.start + i: int(n) for i, n in enumerate(months.counts.sum(axis=1)) if n}
    assert found == expected, "the bars show every date, so that another range can be chosen"
    assert months.counts.sum() + months.apart.sum() == len(ROWS)


def test_only_what_would_be_shown_is_counted_as_undated():
    row = ROWS[3]
    (here,) = row["attack_types"]
    elsewhere = next(each for each in attack_kinds() if each != here)
    assert view(RECORDS, Filter(since="2019", types=(here,))).undated == 1
    assert view(RECORDS, Filter(since="2019", types=(elsewhere,))).undated == 0
    assert view(RECORDS, Filter()).undated == 0


def test_the_period_shown_is_cut_to_the_one_asked_for():
    long = [dict(ROWS[0], date_start=dt.date(2020, 1, 1), date_end=dt.date(2022, 12, 31))]
    records = Records.of(rows_table(long, RECORDS_SCHEMA))
    whole = (dt.date(2020, 1, 1), dt.date(2022, 12, 31))
    assert view(records, Filter()).period == whole
    assert view(records, Filter(since="2021-02")).period == (dt.date(2021, 2, 1), whole[1])
    assert view(records, Filter(until="2021-02")).period == (whole[0], dt.date(2021, 2, 28))


@pytest.mark.parametrize(("number", "cut"), [(39, False), (40, True)])
def test_few_records_are_never_left_out_of_the_first_sight(number, cut):
    rows = [dict(ROWS[0], lat=30.0 + each / 10, lon=40.0) for each in range(number)]
    shown = view(Records.of(rows_table(rows, RECORDS_SCHEMA)), Filter())
    _, south, _, north = shown.extent(0.1)
    assert (south > 30.0) is cut
    assert (north < 30.0 + (number - 1) / 10) is cut


def test_what_is_known_to_an_area_is_no_point():
    shares = {"site": 1, "town": 1, "district": 1, "governorate": 0, "area": 0, "country": 0}
    rows = [dict(ROWS[0], geo_precision=each) for each in shares]
    shown = view(Records.of(rows_table(rows, RECORDS_SCHEMA)), Filter())
    assert shown.points.tolist() == [0, 1, 2]
    assert shown.wide.tolist() == [3, 4, 5]
