"""Which reports tell the same attack, whatever their order."""

import datetime as dt
import random
from dataclasses import replace

import pytest

from pipeline.merging import Merged, merge_reports
from pipeline.merging.consolidate import record_row
from pipeline.model import Article, DateInterval, Party, Report, Span


def day(text: str) -> DateInterval:
    start, _, end = text.partition("..")
    first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end or start)
    return DateInterval(first, last, "day" if first == last else "interval")


BASE = Report(
    "a1", "specific", ("drone",), "carried_out", date=day("2021-09-11"), place_name="مطار أربيل", place_id="iq.erbil-airport",
    lat=36.24, lon=43.96, geo_precision="site", quote="one",
)  # fmt: skip
OTHER = replace(BASE, article_id="a2", quote="two")

PAIRS = [
    # (what differs in the second report, one incident or two, why)
    ({}, 1, "the same from two articles"),
    ({"attack_types": ("unspecified",)}, 1, "an untold type agrees with any"),
    ({"attack_types": ("airstrike",)}, 1, "drone and air strike are one family"),
    ({"attack_types": ("abduction",)}, 2, "an abduction is no drone"),
    ({"attack_types": ("vehicle_bomb",)}, 2, "a car bomb is no drone"),
    ({"attack_types": ("rocket", "drone")}, 1, "one shared type is enough"),
    ({"date": day("2021-09-12")}, 2, "another day"),
    ({"date": day("2021-09-10..2021-09-11")}, 1, "two days that hold the day"),
    ({"date": day("2021-09-01..2021-09-30")}, 2, "a month does not say which attack is meant"),
    ({"date": DateInterval(None, None)}, 2, "an unknown day"),
    ({"place_id": "iq.erbil", "lat": 36.19, "lon": 44.01}, 2, "the town is seven kilometres off"),
    ({"place_id": "iq.erbil-base", "lat": 36.235, "lon": 43.965}, 1, "a kilometre off is the same site"),
    ({"place_id": None, "lat": None, "lon": None}, 2, "an unresolved place"),
    ({"kind": "historic"}, 1, "background that is dated to the day"),
    ({"kind": "recurrent"}, 1, "a series is no incident"),  # one incident and one series
    ({"actor": "Kataib Hezbollah", "actor_status": "claimed"}, 1, "one names an actor, one does not"),
    ({"outcome": "claimed_only"}, 1, "a claim and a confirmation"),
    ({"killed": 3}, 1, "tolls may differ"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "incidents"), [pytest.param(c, n, id=why) for c, n, why in PAIRS])
def test_pairs(change: dict[str, object], incidents: int) -> None:
    merged = merge_reports([BASE, replace(OTHER, **change)], [])
    assert len(merged.incidents) == incidents


def test_two_claimants_are_two_attacks() -> None:
    claims = [replace(r, actor=who, actor_status="claimed") for r, who in ((BASE, "A"), (OTHER, "B"))]
    assert len(merge_reports(claims, []).incidents) == 2


@pytest.mark.parametrize(("precision", "radius_km"), [("town", 10.0), ("district", 20.0)])
def test_a_village_whose_point_is_unsure_holds_no_other(precision: str, radius_km: float) -> None:
    surer = replace(BASE, place_id="iq.a", feature_class="village", geo_precision="town", radius_km=2.0)
    unsure = replace(
        OTHER, place_id="iq.b", feature_class="village", geo_precision=precision, radius_km=radius_km, lat=36.17,
    )  # fmt: skip
    assert len(merge_reports([surer, unsure], []).incidents) == 2


REPORTS = [
    replace(BASE, article_id=f"a{n}", quote=f"quote {n}", date=day(f"2021-09-{10 + n % 3}"), killed=n % 4 or None,
            attack_types=(("drone",), ("unspecified",), ("airstrike",))[n % 3], confidence=0.5 + n / 100)
    for n in range(9)
] + [
    replace(BASE, article_id=f"b{n}", quote=f"series {n}", kind="recurrent", date=day("2021-06-01..2021-09-11"))
    for n in range(3)
] + [
    replace(BASE, article_id="c", quote="far", place_id="iq.kirkuk", lat=35.47, lon=44.39, place_name="كركوك"),
    replace(BASE, article_id="d", quote="undated", date=DateInterval(None, None)),
    replace(BASE, article_id="e", quote="nowhere", place_id=None, lat=None, lon=None, geo_precision=None),
]  # fmt: skip


def rows(merged: Merged) -> list[dict[str, object]]:
    return [*merged.incidents, *merged.series]


@pytest.mark.parametrize("seed", range(8))
def test_order_changes_nothing(seed: int) -> None:
    expected = rows(merge_reports(REPORTS, []))
    shuffled = list(REPORTS)
    random.Random(seed).shuffle(shuffled)
    assert rows(merge_reports(shuffled, [])) == expected


def test_every_report_is_in_one_row() -> None:
    found = [each for row in rows(merge_reports(REPORTS, [])) for each in row["report_ids"]]  # type: ignore[attr-defined]
    assert sorted(found) == sorted(r.report_id for r in REPORTS)


def test_ids_stay_when_others_come() -> None:
    few = {row["record_id"] for row in rows(merge_reports(REPORTS[:1], []))}
    elsewhere = [
        replace(r, article_id=r.article_id + "x", place_id="iq.mosul", lat=36.3, lon=43.1) for r in REPORTS
    ]
    many = {row["record_id"] for row in rows(merge_reports([*REPORTS[:1], *elsewhere], []))}
    assert few <= many


def test_an_id_does_not_hang_on_reading() -> None:
    """Confidence, type and rules may change with a lexicon row; place, date and sentence make the id."""
    changed = replace(BASE, confidence=0.9, attack_types=("rocket",), reason={"type": ["x"]}, killed=4)
    assert changed.report_id == BASE.report_id
    assert replace(BASE, quote="another").report_id != BASE.report_id
    assert replace(BASE, date=day("2021-09-12")).report_id != BASE.report_id
    assert replace(BASE, quote="  one\n").report_id == BASE.report_id


def test_what_an_incident_says() -> None:
    claim = replace(OTHER, outcome="claimed_only", actor="X", actor_status="claimed", killed=5, killed_min=5, killed_max=None,
                    geo_precision="town", attack_types=("unspecified",))  # fmt: skip
    known = replace(BASE, killed=3, killed_min=3, killed_max=3)
    articles = [Article("a1", "", "", source="One"), Article("a2", "", "", source="Two")]
    (row,) = merge_reports([known, claim], articles).incidents
    assert row["outcome"] == "carried_out"  # someone else than the attacker says so
    assert row["attack_types"] == ["drone"]
    assert row["geo_precision"] == "site"
    assert row["actors"] == ["X"]
    assert (row["killed_min"], row["killed"]) == (3, 5)
    assert (row["n_reports"], row["n_articles"], row["sources"]) == (2, 2, ["One", "Two"])


def test_unknown_tolls_stay_unknown() -> None:
    (row,) = merge_reports([BASE], []).incidents
    assert (row["killed"], row["injured"], row["killed_min"]) == (None, None, None)
    (row,) = merge_reports([replace(BASE, killed=0, killed_min=0, killed_max=0)], []).incidents
    assert row["killed"] == 0


def test_an_open_bound_stays_open() -> None:
    more = replace(OTHER, killed=5, killed_min=5, killed_max=None)
    (row,) = merge_reports([replace(BASE, killed=3, killed_min=3, killed_max=3), more], []).incidents
    assert row["killed_max"] is None


def test_series_by_place_and_month() -> None:
    series = [
        replace(BASE, kind="recurrent", date=day("2021-06-01..2021-09-11"), article_id=a, quote=a)
        for a in "abc"
    ]
    later = replace(series[0], article_id="d", date=day("2021-06-01..2021-11-02"))
    elsewhere = replace(series[0], article_id="e", place_id="iq.balad")
    merged = merge_reports([*series, later, elsewhere], [])
    assert merged.incidents == []
    assert sorted(row["n_reports"] for row in merged.series) == [1, 1, 3]


def told_by(rows_: list[tuple[int | None, int | None, int | None, str, str]]) -> dict[str, object]:
    reports = [
        replace(
            BASE, article_id=source, quote=source, killed=n, killed_min=low, killed_max=high, sourcing=who
        )
        for n, low, high, source, who in rows_
    ]
    articles = [
        Article(source, "", f"{source} tells it its own way", source=source) for *_, source, _ in rows_
    ]
    return record_row("incident", reports, {each.article_id: each for each in articles})


def test_each_end_of_a_toll_names_its_outlet() -> None:
    row = told_by(
        [(3, None, None, "A", "third_party"), (2, 2, 4, "C", "third_party"), (7, None, None, "B", "outlet")]
    )
    assert (row["killed_min"], row["killed_min_source"]) == (2, "C")
    assert (row["killed_max"], row["killed_max_source"]) == (7, "B")


def test_more_than_is_the_source_of_an_open_end() -> None:
    row = told_by([(3, None, None, "A", "third_party"), (5, 5, None, "B", "third_party")])
    assert (row["killed_max"], row["killed_max_source"]) == (None, "B")


def test_an_untold_toll_and_an_unnamed_outlet_have_no_source() -> None:
    row = told_by([(None, None, None, "A", "third_party")])
    assert (row["killed_min_source"], row["killed_max_source"]) == (None, None)
    row = record_row("incident", [replace(BASE, killed=3)], {})
    assert (row["killed_min"], row["killed_min_source"]) == (3, None)


def test_who_claims_stands_apart_from_whom_others_name() -> None:
    claim, named = (
        replace(BASE, article_id=n, quote=n, actor=who, actor_status=status)
        for n, who, status in (("c", "A", "claimed"), ("n", "B", "attributed"))
    )
    row = record_row("incident", [claim, named], {})
    assert (row["claimed_by"], row["attributed_to"], row["actors"]) == (["A"], ["B"], ["A", "B"])


def test_a_publication_known_only_to_an_interval_is_no_day_of_reporting() -> None:
    articles = {"a1": Article("a1", "", "text", published=day("2021-08-01..2021-12-26"))}
    row = record_row("incident", [BASE], articles)
    assert (row["first_published"], row["last_published"]) == (None, None)
    articles["a2"] = Article("a2", "", "other text", published=day("2021-09-12"))
    row = record_row("incident", [BASE, OTHER], articles)
    assert row["first_published"] == row["last_published"] == dt.date(2021, 9, 12)


@pytest.mark.parametrize(
    ("told", "together"),
    [
        (("stated", "stated"), "stated"),
        (("stated", "unconfirmed"), "stated"),
        (("unconfirmed", "unconfirmed"), "unconfirmed"),
        (("unconfirmed", "disputed"), "disputed"),
        (("disputed", "stated"), "disputed"),
    ],
)
def test_the_status_of_an_incident(told: tuple[str, str], together: str) -> None:
    reports = [replace(each, status=status) for each, status in zip((BASE, OTHER), told, strict=True)]
    assert [row["status"] for row in merge_reports(reports, []).incidents] == [together]


def test_every_party_is_kept_with_the_report_that_names_it() -> None:
    accused, denies = Party("A", "accused", "a ministry", Span(3, 9)), Party("A", "denies")
    reports = [replace(BASE, parties=(accused,)), replace(OTHER, parties=(denies,), interaction="clash")]
    (row,) = merge_reports(reports, []).incidents
    assert sorted(row["parties"], key=lambda each: each["role"]) == [
        {
            "name": "A",
            "role": "accused",
            "by": "a ministry",
            "span": [3, 9],
            "report_id": reports[0].report_id,
        },
        {"name": "A", "role": "denies", "by": None, "span": [0, 0], "report_id": reports[1].report_id},
    ]
    assert row["interaction"] == "clash"  # the other report was not read as either
    assert (row["time_from"], row["time_to"]) == (None, None)


def test_the_source_of_the_coordinates_goes_with_them() -> None:
    town = replace(BASE, place_source="GeoNames", place_confidence="medium", geo_precision="town")
    site = replace(OTHER, place_source="OurAirports", place_confidence="high")
    (row,) = merge_reports([town, site], []).incidents
    assert (row["place_source"], row["place_confidence"]) == ("OurAirports", "high")


def toll_of(told: list[tuple[int, str, str | None]]) -> object:
    """The toll of an incident whose articles tell (killed, sourcing, day of publication)."""
    reports, articles = [], {}
    for number, (killed, who, published) in enumerate(told):
        key = f"t{number}"
        reports.append(replace(BASE, article_id=key, quote=key, killed=killed, sourcing=who))
        articles[key] = Article(key, "", key, published=day(published) if published else None)
    return record_row("incident", reports, articles)["killed"]


@pytest.mark.parametrize("who", ["third_party", "outlet", "target_side"])
def test_the_attackers_own_toll_counts_only_where_nobody_else_tells_one(who: str) -> None:
    boast = (40, "attacker", "2021-09-20")
    assert toll_of([(3, who, "2021-09-11"), boast]) == 3
    assert toll_of([boast, (3, who, None)]) == 3
    assert toll_of([boast]) == 40


def test_the_latest_toll_counts_and_of_one_day_the_highest() -> None:
    early, late = (9, "outlet", "2021-09-11"), (5, "outlet", "2021-09-12")
    assert toll_of([early, late]) == toll_of([late, early]) == 5
    assert toll_of([late, (7, "outlet", "2021-09-12"), early, (8, "outlet", None)]) == 7
