"""The corrections panel as an analyst uses it: every kind of change, its undoing, conflicts, hostile text."""

import datetime as dt
import html
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.nearby import nearest_records
from pipeline.corrections import Correction, CorrectionBook, anchors_of, correct, corrected_records
from pipeline.merging import merge_reports
from pipeline.model import Article, DateInterval, Report
from pipeline.store import Store, open_store, write_store
from pipeline.store.schema import articles_table, records_table, reports_table
from pipeline.view import Records
from tests.dashboard.conftest import told

DAY = DateInterval(dt.date(2021, 9, 11), dt.date(2021, 9, 11), "day")
LATER = DateInterval(dt.date(2021, 9, 20), dt.date(2021, 9, 20), "day")
HOSTILE = '<img src=x onerror="window.top.__ran=1"> [x](javascript:alert(1)) **b** $x$ :material/home:'
AIRPORT = Report(
    "a1", "specific", ("drone",), "carried_out", DAY, place_name="مطار أربيل", place_name_en="Erbil airport",
    place_name_ar="مطار أربيل", place_id="iq.ea", country="IQ", governorate="Erbil", lat=36.24, lon=43.96,
    geo_precision="site", radius_km=3.0, quote="سقطت طائرتان قرب المطار", confidence=0.8,
)  # fmt: skip
SECOND = replace(AIRPORT, article_id="a2", quote=f"Two drones fell near the airport {HOSTILE}")
BASE = replace(
    AIRPORT, article_id="a3", date=LATER, place_id="iq.asad", lat=33.8, lon=42.4, place_name_en="Ain al-Asad",
    geo_precision="governorate", radius_km=80.0, governorate="Anbar", quote="A drone hit the base",
)  # fmt: skip
FAR = replace(
    BASE, article_id="a4", lat=15.0, lon=44.0, place_id="ye.x", place_name_en="Far", quote="A drone flew"
)
REPORTS = [AIRPORT, SECOND, BASE, FAR]
ARTICLES = [Article(f"a{n}", "", "text", source=f"Outlet {n}", published=DAY) for n in (1, 2, 3, 4)]
Open = Callable[..., AppTest]


class Desk:
    """A store, its book of corrections, and the page opened over it."""

    def __init__(self, folder: Path, run_page: Open) -> None:
        self.out, self.book = folder / "out", CorrectionBook(folder / "local" / "corrections.sqlite")
        self._run = run_page
        merged = merge_reports(REPORTS, ARTICLES)
        tables = {
            "articles": articles_table(ARTICLES), "reports": reports_table(REPORTS, ARTICLES),
            "incidents": records_table(merged.incidents), "series": records_table(merged.series),
        }  # fmt: skip
        write_store(self.out, tables, {})

    @property
    def store(self) -> Store:
        return open_store(self.out)

    def rows(self) -> list[dict[str, Any]]:
        return corrected_records(self.store, self.book).table.to_pylist()

    def row(self, place_id: str) -> dict[str, Any]:
        return next(each for each in self.rows() if each["place_id"] == place_id)

    def open(self, place_id: str, language: str = "en") -> AppTest:
        return self._run(self.out, open=self.row(place_id)["record_id"], lang=language)

    def about(self) -> AppTest:
        return self._run(self.out, page="about")

    def by_another(self, place_id: str, why: str = "seen there") -> Correction:
        row = self.row(place_id)
        seen = self.book.version(anchors_of(self.store, row["report_ids"]))
        return correct(
            self.store,
            self.book,
            row,
            "type",
            who="bea@example.org",
            why=why,
            seen=seen,
            what={"types": ["rocket"]},
        )


@pytest.fixture
def desk(tmp_path: Path, run_page: Open) -> Desk:
    return Desk(tmp_path, run_page)


def control(page: AppTest, sort: str, name: str) -> Any:
    found = [each for each in getattr(page, sort) if (each.key or "").startswith(f"correct-{name}-")]
    assert found, f"there is no {sort} {name}"
    return found[0]


def choose(page: AppTest, kind: str) -> AppTest:
    control(page, "selectbox", "kind").set_value(kind).run()
    return page


def save(page: AppTest, why: str = "a witness at the gate") -> AppTest:
    control(page, "text_area", "why").set_value(why)
    control(page, "button", "save").click().run()
    assert not page.exception
    return page


def test_a_dot_is_moved_to_coordinates_with_its_precision_kept(desk: Desk) -> None:
    page = desk.open("iq.asad")
    control(page, "radio", "how").set_value("coordinates").run()
    assert control(page, "selectbox", "precision").value == "governorate"
    assert control(page, "number_input", "radius").value == 80.0
    control(page, "selectbox", "precision").set_value("site").run()
    assert control(page, "number_input", "radius").value < 10
    control(page, "number_input", "lat").set_value(33.5)
    save(page)
    assert "Saved" in told(page)
    row = desk.row("iq.asad")
    assert (row["lat"], row["geo_precision"], row["place_name_en"]) == (33.5, "site", "Ain al-Asad")
    (entry,) = desk.book.all()
    assert (entry.who, entry.why) == ("local analyst", "a witness at the gate")


def test_a_dot_is_moved_to_a_place_of_the_gazetteer(desk: Desk) -> None:
    page = desk.open("iq.ea")
    control(page, "text_input", "search").set_value("موصل").run()
    places = control(page, "radio", "found")
    assert "Mosul" in places.options[0]
    places.set_value(0).run()
    save(page)
    (row,) = [each for each in desk.rows() if each["n_reports"] == 2]
    assert (row["place_id"], row["place_name_en"], row["place_name_ar"]) == ("iq.mosul", "Mosul", "الموصل")
    assert (row["geo_precision"], row["governorate"], row["country"]) == ("town", "Nineveh", "IQ")
    assert row["radius_km"] > 3
    assert row["place_name"] == "مطار أربيل", "what the article wrote stays as it is"
    assert "Moved to Mosul" in told(page), "the page shows the change at once"
    assert "Changed by a person: place" in told(page)


def test_a_new_name_takes_the_place_of_all_that_was_said_of_the_old_one(desk: Desk) -> None:
    page = desk.open("iq.ea")
    control(page, "radio", "how").set_value("coordinates").run()
    control(page, "text_input", "name").set_value("بستان")
    save(page)
    (row,) = [each for each in desk.rows() if each["n_reports"] == 2]
    assert (row["place_id"], row["place_name_en"], row["place_name_ar"]) == (None, None, "بستان")


def test_date_and_type_are_changed_and_undone(desk: Desk) -> None:
    page = choose(desk.open("iq.ea"), "date")
    control(page, "date_input", "start").set_value(dt.date(2021, 9, 13))
    save(page)
    assert "before the first" in told(page)
    assert desk.book.all() == []
    control(page, "date_input", "end").set_value(dt.date(2021, 9, 14))
    save(page)
    page = choose(page, "type")
    control(page, "button_group", "types").set_value(["rocket", "ied"])
    save(page)
    row = desk.row("iq.ea")
    assert (row["date_start"], row["date_end"], row["attack_types"]) == (
        dt.date(2021, 9, 13),
        dt.date(2021, 9, 14),
        ["rocket", "ied"],
    )
    page.button(key="undo-1").click().run()
    assert desk.row("iq.ea")["date_start"] == dt.date(2021, 9, 11)
    assert desk.row("iq.ea")["attack_types"] == ["rocket", "ied"]
    assert "Correction 1 undone" in told(page)
    assert not [each for each in page.button if each.key == "undo-1"], "what is undone cannot be undone again"


def test_reports_are_split_off_by_their_sentences(desk: Desk) -> None:
    page = choose(desk.open("iq.ea"), "split")
    boxes = [each.label for each in page.checkbox if (each.key or "").startswith("correct-report-")]
    assert len(boxes) == 2
    assert all("Outlet" in each and "11 Sep 2021" in each for each in boxes)
    save(page)
    assert "Tick at least one" in told(page)
    next(each for each in page.checkbox if "Two drones" in each.label).check()
    save(page)
    assert sorted(each["n_reports"] for each in desk.rows() if each["place_id"] == "iq.ea") == [1, 1]
    assert "سقطت طائرتان" in told(page), "the incident that stays is open"


def test_the_nearest_incident_is_offered_first_and_joined(desk: Desk) -> None:
    page = choose(desk.open("iq.ea"), "join")
    offered = control(page, "radio", "other")
    assert "Asad" in offered.options[0]
    assert "Far" in offered.options[1]
    save(page)
    assert "Choose the incident to join" in told(page)
    records = Records.load(desk.store)
    nearest = nearest_records(records, records.row_of(desk.row("iq.ea")["record_id"]) or 0)
    control(page, "radio", "other").set_value(nearest[0]).run()
    save(page)
    assert sorted(each["n_reports"] for each in desk.rows()) == [1, 3]
    assert "Joined with another incident" in told(page)


def test_an_id_that_is_none_says_where_to_find_one(desk: Desk) -> None:
    page = choose(desk.open("iq.ea"), "join")
    control(page, "radio", "other").set_value(-1).run()
    control(page, "text_input", "id").set_value("i-nothing").run()
    save(page)
    assert "No incident has this id" in told(page)
    control(page, "text_input", "id").set_value(desk.row("iq.ea")["record_id"]).run()
    save(page)
    assert "choose another id" in told(page)
    assert desk.book.all() == []


def test_a_discarded_incident_is_found_again_by_its_link_and_brought_back(desk: Desk) -> None:
    page = choose(desk.open("iq.ea"), "discard")
    save(page, "it is the same as one of last year")
    assert len(desk.rows()) == 2
    assert "This incident was discarded" in told(page)
    assert "it is the same as one of last year" in told(page)
    page.button(key="undo-1").click().run()
    assert len(desk.rows()) == 3
    assert "سقطت طائرتان" in told(page)


def test_verifying_needs_no_reason_and_a_note_does(desk: Desk) -> None:
    page = save(choose(desk.open("iq.ea"), "note"), " ")
    assert "Write what you know" in told(page)
    save(choose(page, "verify"), "")
    assert desk.row("iq.ea")["review"] == "verified"
    assert [each.kind for each in desk.book.all()] == ["verify"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_second_of_two_people_sees_that_the_incident_changed(desk: Desk, language: str) -> None:
    page = choose(desk.open("iq.ea", language), "note")
    desk.by_another("iq.ea", HOSTILE)
    save(page)
    assert "bea@example.org" in told(page)
    assert html.escape(HOSTILE) in told(page)
    assert "<img" not in told(page)
    assert [each.who for each in desk.book.all()] == ["bea@example.org"]
    save(page)
    assert [each.kind for each in desk.book.all()] == ["type", "note"], "what was looked at can be saved over"


def test_another_incident_does_not_inherit_what_was_typed_for_the_first(desk: Desk) -> None:
    page = desk.open("iq.ea")
    control(page, "radio", "how").set_value("coordinates").run()
    control(page, "number_input", "lat").set_value(10.0)
    page.button(key="step_next").click().run()
    control(page, "radio", "how").set_value("coordinates").run()
    assert control(page, "number_input", "lat").value != 10.0


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_people_write_is_text_and_nothing_else(desk: Desk, language: str) -> None:
    page = save(choose(desk.open("iq.ea", language), "note"), HOSTILE)
    assert html.escape(HOSTILE) in told(page)
    assert "<img" not in told(page)
    label = next(each.label for each in choose(page, "split").checkbox if "Two drones" in each.label)
    assert "<img" not in label.replace("\\<", "")
    for mark in ("[x]", "**", "$x$", ":material/home:"):
        assert mark not in label


def test_the_page_about_the_data_lists_every_correction_and_leads_to_the_discarded(desk: Desk) -> None:
    save(choose(desk.open("iq.ea"), "discard"), HOSTILE)
    desk.by_another("iq.asad")
    page = desk.about()
    assert "bea@example.org" in told(page)
    assert html.escape(HOSTILE) in told(page)
    assert "<img" not in told(page)
    page.button(key="discarded-1").click().run()
    assert "This incident was discarded" in told(page)


def test_a_visitor_reads_what_was_corrected_but_not_by_whom(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.by_another("iq.ea")
    monkeypatch.setattr(st, "get_option", {"server.address": "0.0.0.0", "secrets.files": []}.__getitem__)
    for page in (desk.open("iq.ea"), desk.about()):
        assert "Type set to Rocket" in told(page)
        assert "an editor" in told(page)
        assert "bea@example.org" not in told(page)


def test_the_last_incident_of_all_can_be_discarded_and_brought_back(desk: Desk) -> None:
    for place in ("iq.ea", "ye.x", "iq.asad"):
        page = save(choose(desk.open(place), "discard"), "nothing happened")
    assert "This incident was discarded" in told(page)
    page.button(key="undo-3").click().run()
    assert not page.exception
    assert [each["place_id"] for each in desk.rows()] == ["iq.asad"]
    assert "1 incident" in told(page)
