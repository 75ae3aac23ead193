"""Own places, outlets, periods, coverage and what the pages refuse, without a browser."""

import datetime as dt
import shutil

import pytest

from dashboard import tiles
from dashboard.comparing import default_periods
from dashboard.coverage import coverage
from dashboard.outlets import alignment_text, outlet_of
from dashboard.own_places import add_place
from dashboard.texts import Texts
from pipeline.store import open_store, write_store
from pipeline.store.schema import NOT_READ_SCHEMA, rows_table
from pipeline.view import bar_days, bar_number
from tests.dashboard.conftest import ROOT, told

PLACE = {
    "name_en": "Test Hamlet", "name_ar": "قرية الاختبار", "feature_class": "village", "country": "IQ",
    "governorate": "Anbar", "lat": "33.5", "lon": "42.5", "source": "a person",
}  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    shutil.copytree(
        ROOT / "data" / "gazetteer", folder / "gazetteer", ignore=shutil.ignore_patterns("packaged")
    )
    return folder


def test_a_place_of_ones_own_is_checked_and_then_kept(data):
    own = data / "local" / "places" / "own.csv"
    assert any("swapped" in each for each in add_place(PLACE | {"lat": "55", "lon": "33.5"}, data))
    assert any("name is missing" in each for each in add_place(PLACE | {"name_ar": "Latin"}, data))
    assert any("no source" in each for each in add_place(PLACE | {"source": " "}, data))
    assert not own.exists(), "what is refused is not written"
    assert add_place(PLACE, data) == []
    assert add_place(PLACE, data) == [], "a second of the same name gets an id of its own"
    lines = own.read_text("utf-8").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["iq.own-test-hamlet", "iq.own-test-hamlet-2"]
    assert [each.name for each in own.parent.iterdir()] == ["own.csv"], "nothing is left beside it"


@pytest.mark.parametrize(
    ("source", "url", "outlet_id"),
    [
        ("Al Mayadeen TV", None, "almayadeen"),
        ("قناة الميادين", None, "almayadeen"),
        ("somewhere", "https://www.almayadeen.net/news/1", "almayadeen"),
        ("", "https://english.alarabiya.net/x", "alarabiya"),
        ("Example Wire", "https://example.org/1", None),
        (None, "http://[::1", None),
        ("", "", None),
    ],
)
def test_outlet_by_name_or_domain(source, url, outlet_id):
    found = outlet_of(source, url)
    assert (found.outlet_id if found else None) == outlet_id


def test_alignment_is_said_in_both_languages():
    assert "aligned with" in alignment_text("Al Mayadeen TV", None, Texts("en"))
    assert "محسوبة على" in alignment_text("قناة الميادين", None, Texts("ar"))
    assert alignment_text("Example Wire", None, Texts("en")) == "alignment not listed"


@pytest.mark.parametrize("unit", ["day", "week", "month"])
@pytest.mark.parametrize("day", ["1969-12-28", "1970-01-01", "2020-02-29", "2024-12-31"])
def test_a_day_lies_in_its_bar(unit, day):
    day = dt.date.fromisoformat(day)
    first, last = bar_days(bar_number(day, unit), unit)
    assert first <= day <= last
    assert bar_number(first, unit) == bar_number(last, unit) != bar_number(last + dt.timedelta(1), unit)
    assert unit != "week" or first.weekday() == 0


def test_default_periods():
    months = [f"{year}-{month:02d}" for year in (2021, 2022, 2023) for month in range(1, 13)]
    assert default_periods(months, "2023-06") == (("2021-07", "2022-06"), ("2022-07", "2023-06"))
    assert default_periods(months[:5], "2021-05") == (("2021-02", "2021-03"), ("2021-04", "2021-05"))
    assert default_periods(["2021-01"], "2021-01") is None


def test_coverage_counts_every_article_once(store):
    read = coverage(open_store(store))
    assert sum(read.outlets.values()) == 83
    assert sum(read.months.values()) + read.undated == 83
    assert read.between("2019-01", "2024-12") == sum(read.months.values())
    assert read.between("1990", "1991") == 0


def test_presets(run_page):
    page = run_page()
    page.pills(key="preset").select("days").run()
    since, until = (dt.date.fromisoformat(page.query_params[key]) for key in ("from", "to"))
    assert (until - since).days == 29
    page.pills(key="preset").select("all").run()
    assert "from" not in page.query_params


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", ["about", "add", "compare"])
def test_pages_open_from_a_link_and_keep_the_filter(run_page, name, language):
    page = run_page(page=name, lang=language, type="rocket")
    assert page.query_params["page"] == name
    assert page.query_params["type"] == "rocket"
    assert Texts(language)("page.caution") in told(page)
    page.segmented_control(key="page").set_value("map").run()
    assert page.pills(key="filter.types").value == ["rocket"]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Not read: Kurdish (3), Persian (1)."), ("ar", "لم يُقرأ: الكردية (٣)، الفارسية (١).")],
)
def test_what_was_not_read_for_its_language_is_told(run_page, store, tmp_path, language, said):
    found = open_store(store)
    tables = {name: found.table(name) for name in ("articles", "reports", "incidents", "series")}
    unread = [{"article_id": f"x{n}", "language": each} for n, each in enumerate(("ckb", "fa", "kmr", "ckb"))]
    write_store(tmp_path / "other", tables | {"not_read": rows_table(unread, NOT_READ_SCHEMA)}, {})
    assert said in told(run_page(tmp_path / "other", page="about", lang=language))
    assert texts_of_not_read(language) not in told(run_page(page="about", lang=language)), "nothing to tell"


def texts_of_not_read(language):
    return Texts(language)("about.not_read", languages="|").partition("|")[0]


def test_tiles_address(monkeypatch):
    monkeypatch.setenv("KHARITA_TILES", "javascript:alert(1)")
    assert tiles._address().startswith("https://tile.openstreetmap.org/")
    monkeypatch.setenv("KHARITA_TILES", "https://tiles.example.org/{z}/{x}/{y}.png")
    assert tiles._address() == "https://tiles.example.org/{z}/{x}/{y}.png"


def test_first_articles_can_be_added_where_there_is_no_store(run_page, tmp_path):
    page = run_page(tmp_path / "none", page="add")
    assert page.text_area
    page.text_area[0].set_value("https://example.org")
    next(each for each in page.button if each.label == "Read").click().run()
    assert "nothing was fetched" in told(page)
