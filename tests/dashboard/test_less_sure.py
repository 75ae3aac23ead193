"""The less sure reports are listed apart, within the filter, the newest first, and nothing of them is trusted."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from bench.synthetic import write_synthetic
from dashboard import less_sure
from pipeline.model import Article, DateInterval, Report
from pipeline.store import open_store, write_store
from pipeline.store.schema import articles_table, reports_table
from tests.dashboard.conftest import told


def on(day: str) -> DateInterval:
    return DateInterval(dt.date.fromisoformat(day), dt.date.fromisoformat(day), "day")


OLD = Report(
    "l1", "specific", ("drone",), "carried_out", on("2021-09-11"), place_name="أربيل", place_name_en="Erbil",
    place_name_ar="أربيل", place_id="iq.erbil", country="IQ", quote="هل استهدفت <b>مسيرة</b> المدينة؟", confidence=0.41,
)  # fmt: skip
NEW = replace(
    OLD, article_id="l2", date=on("2022-03-01"), place_name_en="Aleppo", place_name_ar="حلب", place_id="sy.aleppo",
    country="SY", quote='The "attack" on the bank was a takeover', confidence=0.234,
)  # fmt: skip
UNDATED = replace(
    OLD, article_id="l3", date=DateInterval(None, None), quote="Some day a drone", confidence=0.3
)
SURE = replace(OLD, article_id="l1", quote="A sure sentence", confidence=0.5)
PAPERS = [
    Article("l1", "", "x", source="Outlet <i>One</i>", url="https://example.org/l1"),
    Article("l2", "", "x", source="Outlet Two", url="javascript:alert(1)"),
    Article("l3", "", "x"),
]


@pytest.fixture(scope="module")
def unsure(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented store with less sure reports beside those of its incidents."""
    out = tmp_path_factory.mktemp("unsure")
    write_synthetic(out, 10, 1, seed=3)
    before = open_store(out)
    tables = {name: before.table(name) for name in ("articles", "reports", "incidents", "series")}
    tables["articles"] = pa.concat_tables([tables["articles"], articles_table(PAPERS)])
    tables["reports"] = pa.concat_tables(
        [tables["reports"], reports_table([OLD, NEW, UNDATED, SURE], PAPERS)]
    )
    write_store(out, tables, {})
    return out


def listed(page) -> str:
    """What is told of the less sure reports, "" where they are not asked for."""
    return "".join(each.proto.body for each in page.get("html") if "kh-less" in each.proto.body)


def test_they_are_shown_only_when_asked_for_and_counted_apart(run_page, unsure):
    page = run_page(unsure, lang="en")
    assert listed(page) == ""
    title = told(page)
    assert "10 incidents" in title
    page.toggle(key="less_sure").set_value(True).run()
    shown = listed(page)
    assert "3 less sure reports" in shown
    assert "A sure sentence" not in shown
    assert "10 incidents" in told(page)


def test_sentence_place_day_outlet_and_probability_the_newest_first(run_page, unsure):
    page = run_page(unsure, lang="en")
    page.toggle(key="less_sure").set_value(True).run()
    shown = listed(page)
    assert shown.index("takeover") < shown.index("المدينة") < shown.index("Some day")
    assert "<b>23% likely</b>" in shown
    assert "Aleppo" in shown
    assert "1 Mar 2022" in shown
    assert "Outlet Two" in shown


def test_nothing_of_them_is_trusted(run_page, unsure):
    page = run_page(unsure, lang="en")
    page.toggle(key="less_sure").set_value(True).run()
    shown = listed(page)
    assert "&lt;b&gt;مسيرة&lt;/b&gt;" in shown
    assert "Outlet &lt;i&gt;One&lt;/i&gt;" in shown
    assert "javascript:" not in shown
    assert 'href="https://example.org/l1"' in shown
    assert shown.count('<blockquote dir="auto">') == 3


@pytest.mark.parametrize(
    ("query", "count"),
    [({"from_": "2022-01"}, 1), ({"to": "2021-12"}, 1), ({"country": "IQ"}, 2), ({"type": "rocket"}, 0)],
)
def test_the_filter_holds_for_them(run_page, unsure, query, count):
    page = run_page(unsure, lang="en", **query)
    page.toggle(key="less_sure").set_value(True).run()
    assert listed(page).count("<blockquote") == count


def test_in_arabic(run_page, unsure):
    page = run_page(unsure, lang="ar")
    assert page.toggle(key="less_sure").label == "أقل يقينًا"
    page.toggle(key="less_sure").set_value(True).run()
    shown = listed(page)
    assert "٣ تقارير أقل يقينًا" in shown
    assert "الاحتمال ٤١٪" in shown
    assert "حلب" in shown
    assert 'dir="rtl"' in shown


def test_only_so_many_are_listed_and_the_rest_is_counted(run_page, unsure, monkeypatch):
    monkeypatch.setattr(less_sure, "MOST", 1)
    page = run_page(unsure, lang="en")
    page.toggle(key="less_sure").set_value(True).run()
    shown = listed(page)
    assert shown.count("<blockquote") == 1
    assert "takeover" in shown
    assert "2 more fit the filter" in shown


def test_they_are_shown_where_nothing_is_sure(run_page, tmp_path):
    tables = {"articles": articles_table(PAPERS), "reports": reports_table([OLD], PAPERS)}
    write_store(tmp_path / "none", tables, {})
    page = run_page(tmp_path / "none", lang="en")
    assert "tell of no attack" in told(page)
    page.toggle(key="less_sure").set_value(True).run()
    assert "1 less sure report" in listed(page)
