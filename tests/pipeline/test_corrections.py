"""Corrections are appended, anchored to sentences, survive rebuilds, and can be undone."""

import datetime as dt
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.build.incidents import settled
from pipeline.corrections import (
    CorrectionBook,
    CorrectionConflict,
    CorrectionError,
    anchor_of,
    anchors_of,
    book_path,
    correct,
    corrected_records,
)
from pipeline.corrections.apply import apply_corrections
from pipeline.corrections.book import KINDS, Correction
from pipeline.merging import merge_reports
from pipeline.merging.consolidate import record_row
from pipeline.model import Article, DateInterval, Report
from pipeline.store import Store, open_store, write_store
from pipeline.store.schema import articles_table, records_table, reports_table

DAY = DateInterval(dt.date(2021, 9, 11), dt.date(2021, 9, 11), "day")
AIRPORT = Report(
    "a1", "specific", ("drone",), "carried_out", DAY, place_name="مطار أربيل", place_name_en="Erbil airport", place_id="iq.ea",
    lat=36.24, lon=43.96, geo_precision="site", radius_km=3.0, quote="سقطت طائرتان قرب المطار", confidence=0.8,
)  # fmt: skip
SECOND = replace(AIRPORT, article_id="a2", quote="Two drones fell near the airport")
BASE = replace(
    AIRPORT,
    article_id="a3",
    place_id="iq.asad",
    lat=33.8,
    lon=42.4,
    place_name_en="Ain al-Asad",
    quote="A drone hit the base",
)
REPORTS = [AIRPORT, SECOND, BASE]
ARTICLES = [Article(f"a{n}", "", "text", source=f"Outlet {n}", published=DAY) for n in (1, 2, 3, 4)]


class World:
    """A project folder with a store, its book of corrections, and rebuilding."""

    def __init__(self, root: Path) -> None:
        self.root, self.out = root, root / "store"
        self.book = CorrectionBook(book_path(root))
        self.build(REPORTS)

    def build(self, reports: list[Report]) -> None:
        merged = merge_reports(reports, ARTICLES)
        incidents, series, aliases = settled(merged, reports, ARTICLES, self.out, self.root)
        tables = {
            "articles": articles_table(ARTICLES), "reports": reports_table(reports, ARTICLES),
            "incidents": records_table(incidents), "series": records_table(series),
        }  # fmt: skip
        write_store(self.out, tables, {"aliases": aliases})

    @property
    def store(self) -> Store:
        return open_store(self.out)

    def stored(self) -> list[dict[str, Any]]:
        return self.store.table("incidents").to_pylist()

    def shown(self) -> list[dict[str, Any]]:
        return corrected_records(self.store, self.book).table.to_pylist()

    def of(self, place: str) -> dict[str, Any]:
        return next(row for row in self.shown() if row["place_id"] == place)

    def correct(
        self,
        row: dict[str, Any],
        kind: str,
        what: dict[str, Any] | None = None,
        part: list[str] | None = None,
    ) -> Any:
        seen = self.book.version(anchors_of(self.store, row["report_ids"]))
        return correct(
            self.store,
            self.book,
            row,
            kind,
            who="Analyst",
            why="seen on site",
            what=what,
            seen=seen,
            part_report_ids=part or (),
        )


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_nothing_is_made_by_looking(world: World) -> None:
    assert world.book.all() == []
    assert not world.book.path.exists()
    assert [row["n_reports"] for row in world.shown()] == [1, 2] or [
        row["n_reports"] for row in world.shown()
    ] == [2, 1]


MOVES = [
    ({}, ("iq.ea", "Erbil airport"), "bare coordinates leave what the place is called"),
    ({"place_id": "iq.x", "place_name_en": "X"}, ("iq.x", "X"), "a place brings its own names"),
    (
        {"place_name": "الحي", "place_name_ar": "الحي"},
        (None, None),
        "a given name is no place of the gazetteer",
    ),
]


@pytest.mark.parametrize(("what", "place"), [pytest.param(w, p, id=why) for w, p, why in MOVES])
def test_what_a_move_says_of_the_place(
    world: World, what: dict[str, str], place: tuple[str | None, str | None]
) -> None:
    world.build([replace(each, place_source="OurAirports", place_confidence="high") for each in REPORTS])
    row = world.of("iq.ea")
    assert row["place_source"] == "OurAirports"
    world.correct(row, "move", {"lat": 36.3, "lon": 44.0, **what})
    (moved,) = (each for each in world.shown() if each["record_id"] == row["record_id"])
    assert (moved["place_id"], moved["place_name_en"]) == place
    assert moved["place_name"] == what.get("place_name", row["place_name"])
    assert (moved["place_source"], moved["place_confidence"]) == (
        None,
        None,
    )  # it vouches for other coordinates


def test_a_moved_dot_is_moved_at_once_and_after_every_rebuild(world: World) -> None:
    row = world.of("iq.ea")
    world.correct(row, "move", {"lat": 36.3, "lon": 44.0, "geo_precision": "site"})
    for _ in range(2):
        moved = world.of("iq.ea")
        assert (moved["lat"], moved["lon"], moved["record_id"]) == (36.3, 44.0, row["record_id"])
        world.build(REPORTS)
    assert {(each["lat"], each["lon"]) for each in world.stored()} == {(36.3, 44.0), (33.8, 42.4)}
    # An edit of the knowledge gives the sentence another place, and so the report another id.
    world.build(
        [
            replace(each, place_id="iq.new", actor="X") if each.place_id == "iq.ea" else each
            for each in REPORTS
        ]
    )
    assert {(each["lat"], each["lon"]) for each in world.stored()} == {(36.3, 44.0), (33.8, 42.4)}


def test_date_and_type_change_the_summary_too(world: World) -> None:
    world.correct(world.of("iq.ea"), "date", {"start": "2021-09-10", "end": "2021-09-11"})
    world.correct(world.of("iq.ea"), "type", {"types": ["rocket"]})
    row = world.of("iq.ea")
    assert (row["date_start"], row["date_end"], row["date_precision"]) == (
        dt.date(2021, 9, 10),
        dt.date(2021, 9, 11),
        "days",
    )
    assert row["attack_types"] == ["rocket"]
    assert "ocket" in row["summary_en"]
    assert "2021-09-10" in row["summary_ar"]


def test_verified_discarded_and_noted(world: World) -> None:
    world.correct(world.of("iq.ea"), "verify")
    world.correct(world.of("iq.ea"), "note")
    world.correct(world.of("iq.asad"), "discard")
    assert [(row["place_id"], row["review"]) for row in world.shown()] == [("iq.ea", "verified")]
    world.build(REPORTS)
    assert [(row["place_id"], row["review"]) for row in world.stored()] == [("iq.ea", "verified")]


def test_a_split_and_its_undoing(world: World) -> None:
    row = world.of("iq.ea")
    entry = world.correct(row, "split", part=[SECOND.report_id])
    for _ in range(2):
        rows = {tuple(each["report_ids"]) for each in world.shown()}
        assert rows == {(AIRPORT.report_id,), (SECOND.report_id,), (BASE.report_id,)}
        ids = {each["record_id"] for each in world.shown()}
        assert len(ids) == 3
        assert row["record_id"] in ids
        world.build(REPORTS)
    part = next(each for each in world.shown() if each["report_ids"] == [SECOND.report_id])
    world.correct(part, "undo", {"number": entry.number})
    for _ in range(2):
        assert sorted(each["n_reports"] for each in world.shown()) == [1, 2]
        world.build(REPORTS)


def test_a_join_and_its_undoing(world: World) -> None:
    row, other = world.of("iq.ea"), world.of("iq.asad")
    entry = world.correct(row, "join", part=other["report_ids"])
    for _ in range(2):
        (joined,) = world.shown()
        assert joined["n_reports"] == 3
        world.build(REPORTS)
    assert joined["record_id"] == row["record_id"]
    assert world.store.manifest["aliases"] == {other["record_id"]: row["record_id"]}
    world.correct(joined, "undo", {"number": entry.number})
    assert {each["record_id"] for each in world.shown()} == {row["record_id"], other["record_id"]}


def test_a_later_correction_of_a_part_stays_with_the_part(world: World) -> None:
    world.correct(world.of("iq.ea"), "split", part=[SECOND.report_id])
    part = next(each for each in world.shown() if each["report_ids"] == [SECOND.report_id])
    world.correct(part, "type", {"types": ["missile"]})
    world.build(REPORTS)
    assert {tuple(each["report_ids"]): each["attack_types"] for each in world.stored()}[
        (SECOND.report_id,)
    ] == ["missile"]


def test_two_places_in_one_sentence_are_told_apart(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.build([AIRPORT, replace(BASE, article_id="a1", quote=AIRPORT.quote)])
    world.correct(world.of("iq.asad"), "move", {"lat": 30.0, "lon": 40.0})
    assert (world.of("iq.ea")["lat"], world.of("iq.asad")["lat"]) == (36.24, 30.0)


def test_the_second_of_two_people_sees_that_it_changed(world: World) -> None:
    row = world.of("iq.ea")
    seen = world.book.version(anchors_of(world.store, row["report_ids"]))
    world.correct(row, "move", {"lat": 36.3, "lon": 44.0})
    with pytest.raises(CorrectionConflict, match="Analyst changed this incident") as told:
        correct(
            world.store,
            world.book,
            row,
            "date",
            who="Other",
            why="x",
            seen=seen,
            what={"start": "2021-09-01"},
        )
    assert [each.kind for each in told.value.others] == ["move"]
    assert len(world.book.all()) == 1
    # Another incident is not touched by that.
    world.correct(world.of("iq.asad"), "verify")


def test_an_incident_that_is_gone_or_was_rebuilt(world: World) -> None:
    row = world.of("iq.asad")
    world.build(REPORTS[:2])
    with pytest.raises(CorrectionError, match="no longer exists"):
        correct(world.store, world.book, row, "verify", who="A", seen=0)
    row = world.of("iq.ea")
    world.build(REPORTS[:1])
    with pytest.raises(CorrectionConflict, match="A build changed"):
        correct(world.store, world.book, row, "verify", who="A", seen=0)


def test_a_correction_without_its_article_waits_for_it(world: World) -> None:
    world.correct(world.of("iq.asad"), "verify")
    world.build(REPORTS[:2])
    assert [row["review"] for row in world.shown()] != ["verified"]
    world.build(REPORTS)
    assert world.of("iq.asad")["review"] == "verified"


BAD = [
    ("paint", {}, "is no correction"), ("move", {}, "latitude and a longitude"), ("move", {"lat": 91, "lon": 0}, "between -90"),
    ("move", {"lat": "nan", "lon": 0}, "between -90"), ("move", {"lat": 1, "lon": 1, "geo_precision": "roof"}, "no precision"),
    ("date", {"start": "11.9.2021"}, "2021-09-11"), ("date", {"start": "2021-09-11", "end": "2021-09-10"}, "before the first"),
    ("type", {"types": ["bomb"]}, "one or more of"), ("type", {}, "one or more of"), ("split", {}, "but not all"),
    ("join", {}, "another incident"), ("undo", {}, "number"), ("undo", {"number": 77}, "no correction 77"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "what", "said"), BAD)
def test_what_makes_no_sense_is_refused(kind: str, what: dict[str, Any], said: str, world: World) -> None:
    with pytest.raises(CorrectionError, match=said):
        world.correct(world.of("iq.ea"), kind, what)
    assert world.book.all() == []


@pytest.mark.parametrize(
    ("who", "why", "said"), [(" ", "x", "name of who"), ("A", " ", "reason"), ("A", "x" * 2001, "2000")]
)
def test_who_and_why_are_needed(who: str, why: str, said: str, world: World) -> None:
    with pytest.raises(CorrectionError, match=said):
        world.book.add("note", "i1", ["a1:0"], who=who, why=why, seen=0)


def test_the_book_is_only_ever_added_to(world: World) -> None:
    world.correct(world.of("iq.ea"), "verify")
    with sqlite3.connect(world.book.path) as book:
        for change in ("delete from corrections", "update corrections set who = 'x'", "delete from anchors"):
            with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
                book.execute(change)


def test_a_locked_a_full_and_a_damaged_book(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = world.of("iq.ea")
    world.correct(row, "verify")
    monkeypatch.setattr("pipeline.corrections.book._WAIT_SECONDS", 0.05)
    holder = sqlite3.connect(world.book.path, isolation_level=None)
    holder.execute("begin exclusive")
    with pytest.raises(CorrectionError, match="being written by another program"):
        world.correct(row, "note")
    holder.execute("rollback")
    holder.close()

    def full(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr("pipeline.corrections.book.sqlite3.connect", full)
        with pytest.raises(CorrectionError, match="disk of .* is full"):
            world.book.all()
    assert len(world.book.all()) == 1
    world.book.path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(CorrectionError, match="is damaged"):
        world.book.all()
    with pytest.raises(CorrectionError):
        world.build(REPORTS)
    assert len(world.stored()) == 2  # the last good build is still there


def test_undoing_twice_and_undoing_an_undo(world: World) -> None:
    entry = world.correct(world.of("iq.ea"), "verify")
    undo = world.correct(world.of("iq.ea"), "undo", {"number": entry.number})
    assert world.of("iq.ea")["review"] != "verified"
    for number, said in ((entry.number, "undone already"), (undo.number, "no correction")):
        with pytest.raises(CorrectionError, match=said):
            world.correct(world.of("iq.ea"), "undo", {"number": number})
    assert [each.kind for each in world.book.history(anchors_of(world.store, [AIRPORT.report_id]))] == [
        "verify",
        "undo",
    ]


def test_an_anchor_bears_white_space_and_odd_letters() -> None:
    assert anchor_of("a", "one  two\n") == anchor_of("a", "one two")
    assert anchor_of("a", "one") != anchor_of("b", "one")
    assert anchor_of("a:b", "\ud800").rpartition(":")[0] == "a:b"


COUNTED = replace(
    AIRPORT, article_id="a4", kind="recurrent", event_count=3, quote="Three drone attacks on the airport in September",
    date=DateInterval(dt.date(2021, 9, 1), dt.date(2021, 9, 30), "month"),
)  # fmt: skip


@pytest.mark.parametrize("kind", ["verify", "split", "join"])
def test_a_corrected_incident_keeps_the_reports_that_count_it(world: World, kind: str) -> None:
    world.build([*REPORTS, COUNTED])
    row, base = world.of("iq.ea"), world.of("iq.asad")
    assert row["mention_ids"] == [COUNTED.report_id]
    part = {"split": [SECOND.report_id], "join": base["report_ids"]}.get(kind)
    world.correct(row, kind, part=part)
    for shown in (world.shown(), [*corrected_again(world), *world.stored()]):
        kept = [each for each in shown if AIRPORT.report_id in each["report_ids"]]
        assert kept
        assert all(each["mention_ids"] == [COUNTED.report_id] for each in kept)


def corrected_again(world: World) -> list[dict[str, Any]]:
    """The incidents after a rebuild, which knows the corrections from the book."""
    world.build([*REPORTS, COUNTED])
    return world.stored()


# Corrections applied to rows directly: the edges of each.


def row_of(*reports: Report, record: str = "incident", **values: Any) -> dict[str, Any]:
    return record_row(record, reports, {each.article_id: each for each in ARTICLES}) | values


def entry(kind: str, reports: list[Report], part: tuple[Report, ...] = (), **what: Any) -> Correction:
    anchors, others = ([anchor_of(r.article_id, r.quote) for r in each] for each in (reports, part))
    return Correction(1, "", "A", kind, "why", "no such id", what, tuple(anchors), tuple(others))


def applied(rows: list[dict[str, Any]], *entries: Correction) -> list[dict[str, Any]]:
    return apply_corrections(
        rows, entries, [*REPORTS, THIRD, TWIN], {each.article_id: each for each in ARTICLES}
    )


THIRD = replace(AIRPORT, article_id="a4", quote="The third to tell it")
TWIN = replace(BASE, article_id="a1", quote=AIRPORT.quote)  # another place in the sentence of AIRPORT


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_places_in_a_sentence_the_corrected_one_is_moved_whatever_its_id_is_now(order: int) -> None:
    rows = [row_of(AIRPORT), row_of(TWIN)][::order]
    for place in ("iq.ea", "iq.asad"):
        moved = applied(
            rows,
            entry(
                "move",
                [AIRPORT],
                lat=1.0,
                lon=2.0,
                geo_precision="site",
                radius_km=1.0,
                about={"place_id": place},
            ),
        )
        assert [row["place_id"] for row in moved if row["lat"] == 1.0] == [place]


@pytest.mark.parametrize("order", [1, -1])
def test_the_row_with_most_of_the_sentences_is_corrected(order: int) -> None:
    rows = [row_of(BASE), row_of(AIRPORT, SECOND)][::order]
    changed = applied(rows, entry("verify", [AIRPORT, SECOND, BASE], about={"place_id": "iq.asad"}))
    assert [row["place_id"] for row in changed if row["review"] == "verified"] == ["iq.ea"]


@pytest.mark.parametrize(
    ("end", "precision"), [("2021-09-11", "day"), ("2021-09-12", "days"), ("2021-09-17", "days"), ("2021-09-18", "interval")]
)  # fmt: skip
def test_how_exact_a_corrected_date_is(end: str, precision: str) -> None:
    rows = [row_of(AIRPORT, weekday=5, date_basis="publication")]
    (row,) = applied(rows, entry("date", [AIRPORT], start="2021-09-11", end=end))
    assert (row["date_precision"], row["date_basis"], row["weekday"]) == (precision, "stated", None)


def test_a_new_place_takes_nothing_of_the_old_one_with_it() -> None:
    old = row_of(
        AIRPORT, country="IQ", governorate="Erbil", feature_class="airport", place_name_ar="مطار أربيل"
    )
    at = {"lat": 35.0, "lon": 44.0, "geo_precision": "site", "radius_km": 1.0}
    (found,) = applied([old], entry("move", [AIRPORT], **at, place_id="iq.kirkuk", place_name="كركوك"))
    assert [found[key] for key in ("place_id", "place_name")] == ["iq.kirkuk", "كركوك"]
    gone = ("place_name_en", "place_name_ar", "country", "governorate", "feature_class")
    assert [found[key] for key in gone] == [None] * 5
    (named,) = applied([old], entry("move", [AIRPORT], **at, place_name="قرية بلا معرف"))
    assert [named[key] for key in ("place_id", "place_name_en", "place_name_ar", "feature_class")] == [
        None
    ] * 4
    assert (named["place_name"], named["country"], named["governorate"]) == ("قرية بلا معرف", "IQ", "Erbil")
    (bare,) = applied([old], entry("move", [AIRPORT], **at))
    assert {**bare, **at} == bare
    assert all(bare[key] == old[key] for key in ("place_id", "place_name", *gone))


def test_an_incident_and_a_series_are_not_joined() -> None:
    rows = [row_of(AIRPORT), row_of(BASE, record="series")]
    assert len(applied(rows, entry("join", [AIRPORT], (BASE,)))) == 2
    assert len(applied([rows[0], row_of(BASE)], entry("join", [AIRPORT], (BASE,)))) == 1


def test_a_joined_incident_has_the_mentions_of_both() -> None:
    rows = [row_of(AIRPORT, mention_ids=["m1"]), row_of(BASE, mention_ids=["m2"])]
    (joined,) = applied(rows, entry("join", [AIRPORT], (BASE,)))
    assert joined["mention_ids"] == ["m1", "m2"]


def kept(
    folder: Path, kind: str, what: dict[str, Any], part: tuple[str, ...] = (), why: str = "w", who: str = "A"
) -> bool:
    """Whether the book takes a correction of an incident with the sentences a:1 and a:2."""
    try:
        CorrectionBook(folder / "book.sqlite").add(
            kind, "i1", ["a:1", "a:2"], who=who, why=why, what=what, part=part, seen=99
        )
    except CorrectionError:
        return False
    return True


@pytest.mark.parametrize(
    ("kind", "what", "part", "taken"),
    [
        ("move", {"lat": 90, "lon": 180}, (), True), ("move", {"lat": -90, "lon": -180}, (), True),
        ("move", {"lat": 90.001, "lon": 0}, (), False), ("move", {"lat": 0, "lon": -180.001}, (), False),
        ("date", {"start": "2021-09-11"}, (), True), ("date", {"start": "2021-09-11", "end": "2021-09-11"}, (), True),
        ("date", {"start": "2021-09-12", "end": "2021-09-11"}, (), False), ("split", {}, ("a:1",), True),
        ("split", {}, ("a:1", "a:2"), False), ("split", {}, ("a:3",), False), ("join", {}, ("a:3",), True),
        ("join", {}, ("a:2", "a:3"), False),
    ],
)  # fmt: skip
def test_the_edges_of_what_the_book_takes(
    kind: str, what: dict[str, Any], part: tuple[str, ...], taken: bool, tmp_path: Path
) -> None:
    assert kept(tmp_path, kind, what, part) is taken


def test_a_reason_may_be_as_long_as_is_said_and_only_two_kinds_need_none(tmp_path: Path) -> None:
    assert kept(tmp_path, "note", {}, why="x" * 2000, who="y" * 2000)
    assert not kept(tmp_path, "note", {}, why="x" * 2001)
    assert not kept(tmp_path, "note", {}, who="y" * 2001)
    assert [kind for kind in KINDS if kept(tmp_path, kind, {"lat": 1, "lon": 1, "start": "2021-01-01", "types": ["ied"],
            "number": 1}, ("a:1",) if kind == "split" else ("a:3",), why=" ")] == ["verify", "undo"]  # fmt: skip
