"""Reports under SURE_ENOUGH are kept in the store, and are in no incident, no count and no plain export."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.build import BuildSummary, build, worker
from pipeline.build import builder as building
from pipeline.corrections import CorrectionBook, anchor_of, anchors_of, book_path, corrected_records
from pipeline.export import exported_rows
from pipeline.extract import events, reading
from pipeline.knowledge.load import Knowledge
from pipeline.merging import merge_reports
from pipeline.merging.explain import merge_lines
from pipeline.model import SURE_ENOUGH, Article, DateInterval, Report
from pipeline.store import Store, open_store, write_store
from pipeline.store.schema import articles_table, records_table, reports_table
from pipeline.view import Filter, unmerged_records, view

DAY = DateInterval(dt.date(2021, 9, 11), dt.date(2021, 9, 11), "day")
LATER = DateInterval(dt.date(2021, 9, 20), dt.date(2021, 9, 20), "day")
SURE = Report(
    "a1", "specific", ("drone",), "carried_out", DAY, place_name="مطار أربيل", place_name_en="Erbil airport",
    place_id="iq.ea", country="IQ", lat=36.24, lon=43.96, geo_precision="site", quote="سقطت طائرتان قرب المطار",
    confidence=0.9,
)  # fmt: skip
JUST = replace(SURE, article_id="a2", quote="Two drones fell near the airport", confidence=SURE_ENOUGH)
SAME = replace(SURE, article_id="a3", quote="Drones near the airport?", confidence=0.49)
AWAY = replace(
    SURE, article_id="a4", date=LATER, place_id="sy.al", place_name_en="Aleppo", country="SY", lat=36.2, lon=37.16,
    kind="recurrent", actor="Group A", quote="Aleppo's siege, again", confidence=0.3,
)  # fmt: skip
REPORTS = [SURE, JUST, SAME, AWAY]
ARTICLES = [Article(f"a{n}", "", "text", source=f"Outlet {n}", published=DAY) for n in (1, 2, 3, 4)]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    merged = merge_reports([SURE, JUST], ARTICLES)
    tables = {
        "articles": articles_table(ARTICLES), "reports": reports_table(REPORTS, ARTICLES),
        "incidents": records_table(merged.incidents), "series": records_table(merged.series),
    }  # fmt: skip
    write_store(tmp_path / "store", tables, {})
    return open_store(tmp_path / "store")


def ids(*reports: Report) -> set[str]:
    return {each.report_id for each in reports}


def test_reading_accepts_what_is_shown() -> None:
    assert events.ACCEPTED == SURE_ENOUGH


def test_the_store_keeps_all_and_counts_the_sure(store: Store) -> None:
    assert set(store.table("reports").column("report_id").to_pylist()) == ids(*REPORTS)
    assert set(store.reports(["report_id"]).column("report_id").to_pylist()) == ids(SURE, JUST)
    assert store.reports(["report_id"]).column_names == ["report_id"]
    assert (store.manifest["reports"], store.manifest["less_sure"]) == (2, 2)


@pytest.mark.parametrize(
    ("at_least", "text", "shown"),
    [
        (SURE_ENOUGH, "", (SURE, JUST)),
        (SURE_ENOUGH, "country=SY", ()),
        (0.0, "", (SURE, JUST, SAME, AWAY)),
        (0.4, "", (SURE, JUST, SAME)),
        (0.0, "country=SY", (AWAY,)),
        (0.4, "country=SY", ()),
        (0.0, "from=2021-09-19", (AWAY,)),
        (0.0, "actor=Group A", (AWAY,)),
        (0.0, "q=siege", (AWAY,)),
        (0.0, "record=series", (AWAY,)),
        (0.0, "type=drone&country=IQ", (SURE, JUST, SAME)),
        (0.8, "country=IQ", (SURE,)),
        (1.0, "", ()),
    ],
)
def test_the_reports_of_an_export(
    at_least: float, text: str, shown: tuple[Report, ...], store: Store
) -> None:
    rows = exported_rows(store, "reports", Filter.parse(text), at_least)
    assert set(rows.column("report_id").to_pylist()) == ids(*shown)


@pytest.mark.parametrize(("at_least", "count"), [(0.0, 1), (SURE_ENOUGH, 1), (0.9, 1), (0.91, 0)])
def test_the_incidents_of_an_export(at_least: float, count: int, store: Store) -> None:
    rows = exported_rows(store, "incidents", Filter(), at_least)
    assert rows.num_rows == count
    assert exported_rows(store, "series", Filter(), at_least).num_rows == 0


def test_the_command_says_how_sure(store: Store, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    asked = ["export", "--what", "reports", "--format", "jsonl", "--from", str(store.folder)]
    for more, count in (([], 2), (["--min-confidence", "0"], 4), (["--min-confidence", "0.6"], 1)):
        assert main([*asked, *more]) == 0
        assert len(capfdbinary.readouterr().out.splitlines()) == count


@pytest.mark.parametrize("said", ["1.1", "-0.1", "nan", "half"])
def test_a_probability_is_from_0_to_1(said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["export", "--what", "reports", "--format", "csv", f"--min-confidence={said}"])
    assert "is not a number from 0 to 1" in capsys.readouterr().err


def test_the_less_sure_are_filtered_as_incidents_are(store: Store) -> None:
    found = unmerged_records(store)
    assert set(found.table.column("record_id").to_pylist()) == ids(SAME, AWAY)
    (row,) = view(found, Filter.parse("kind=recurrent")).rows
    record = found.record(int(row))
    assert (record["record"], record["actors"], record["targets"]) == ("series", ["Group A"], [])
    assert (record["sources"], record["summary_ar"]) == (["Outlet 4"], AWAY.quote)


def test_corrections_and_the_trail_of_merges_leave_them_out(store: Store, tmp_path: Path) -> None:
    assert not any("a3" in line for line in merge_lines(store))
    assert anchors_of(store, ids(SAME)) == ()
    book = CorrectionBook(book_path(tmp_path))
    anchors = [anchor_of(each.article_id, each.quote) for each in (SURE, JUST, SAME)]
    book.add("verify", "i1", anchors, who="Analyst", why="", seen=0)
    (row,) = corrected_records(store, book).table.to_pylist()
    assert set(row["report_ids"]) == ids(SURE, JUST)
    assert row["review"] == "verified"


def told(number: int) -> dict[str, str]:
    text = f"استهدفت طائرة مسيرة قرية كفر زعيلة قرب أربيل فجر اليوم وأصيب ثلاثة جنود، قال شاهد رقم {number}."
    return {"id": f"a{number}", "text": text, "published": "2021-09-12", "source": f"Outlet {number}"}


@pytest.fixture
def built(knowledge: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """Builds two articles of one attack, each read as sure as is said."""
    monkeypatch.setattr(worker, "load_knowledge", lambda _: knowledge)
    monkeypatch.setattr(building, "load_knowledge", lambda _: knowledge)
    path = tmp_path / "articles.jsonl"
    path.write_text("".join(json.dumps(told(n), ensure_ascii=False) + "\n" for n in (1, 2)), "utf-8")
    found = reading.find_reports

    def run(**sure: float) -> tuple[BuildSummary, Store]:
        def as_sure(article, annotated, knowledge):  # type: ignore[no-untyped-def]
            reports, decisions = found(article, annotated, knowledge)
            return [replace(each, confidence=sure[article.article_id]) for each in reports[:1]], decisions

        monkeypatch.setattr(reading, "find_reports", as_sure)
        # Read anew, as after a change of code.
        monkeypatch.setattr(building, "code_fingerprint", lambda: str(sure))
        return build([str(path)], tmp_path / "store", workers=1), open_store(tmp_path / "store")

    return run


def test_a_build_merges_only_the_sure_and_keeps_the_ids_of_the_rest(built) -> None:  # type: ignore[no-untyped-def]
    summary, store = built(a1=0.9, a2=0.9)
    assert (summary.reports, summary.less_sure) == (2, 0)
    (before,) = store.table("incidents").to_pylist()
    assert before["article_ids"] == ["a1", "a2"]
    summary, store = built(a1=0.9, a2=0.3)
    assert (summary.reports, summary.less_sure, summary.incidents) == (1, 1, 1)
    (after,) = store.table("incidents").to_pylist()
    assert (after["record_id"], after["article_ids"]) == (before["record_id"], ["a1"])
    assert store.table("reports").num_rows == 2
    assert store.manifest["reports"] == 1
    names = store.table("unresolved")
    summary, store = built(a1=0.4, a2=0.3)
    assert (summary.reports, summary.less_sure, summary.incidents) == (0, 2, 0)
    assert store.manifest["aliases"] == {}, "no incident takes what is in none"
    assert names.num_rows > store.table("unresolved").num_rows == 0
