"""Which reports belong together hangs on the set of reports alone; ids last."""

import datetime as dt
import random
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pipeline.merging.grouping import group_reports
from pipeline.merging.lasting_ids import resolve_id, settle_ids
from pipeline.merging.merge import explain_merges, merge_reports
from pipeline.model import DateInterval, Report

# (place id, latitude, longitude, precision, radius, governorate): nested and next to each other, so that they meet.
PLACES = [
    ("iq.erbil-airport", 36.2376, 43.9632, "site", 3.0, "Erbil"), ("iq.erbil-base", 36.24, 43.97, "site", 2.0, "Erbil"),
    ("iq.erbil", 36.19, 44.01, "town", 8.0, "Erbil"), ("iq.ankawa", 36.23, 43.99, "town", 1.5, "Erbil"),
    ("iq.erbil-gov", 36.2, 44.2, "governorate", 80.0, "Erbil"), ("iq", 33.0, 44.0, "country", 400.0, None),
    ("iq.koya", 36.08, 44.63, "town", 4.0, "Erbil"), (None, None, None, None, None, None),
]  # fmt: skip
QUOTES = ["at dawn", "مساء السبت", "the second wave", "a drone", "صاروخ"]


@st.composite
def reports(draw: st.DrawFn) -> list[Report]:
    found = []
    for number in range(draw(st.integers(0, 14))):
        place, lat, lon, precision, radius, governorate = draw(st.sampled_from(PLACES))
        start = dt.date(2021, 9, draw(st.integers(10, 13)))
        length = draw(st.sampled_from([0, 0, 0, 1, 20]))
        dated = draw(st.integers(0, 9)) > 0
        found.append(
            Report(
                f"a{draw(st.integers(0, 6))}", "specific", (draw(st.sampled_from(["drone", "rocket", "unspecified", "ied"])),),
                "carried_out",
                DateInterval(start, start + dt.timedelta(length), "day", draw(st.sampled_from(["stated", "publication"])))
                if dated else DateInterval(None, None),
                place_name="somewhere", place_id=place, lat=lat, lon=lon, geo_precision=precision, radius_km=radius,
                country="IQ" if place else None, governorate=governorate,
                actor=draw(st.sampled_from([None, "A", "B"])), actor_status=draw(st.sampled_from(["claimed", "attributed"])),
                killed=draw(st.sampled_from([None, 0, 3, 4, 40])), target=draw(st.sampled_from([None, "base", "convoy"])),
                quote=f"{draw(st.sampled_from(QUOTES))} {number}",
            )
        )  # fmt: skip
    return found


def sets(reports: list[Report]) -> set[frozenset[str]]:
    grouping = group_reports(reports)
    return {frozenset(grouping.ids[at] for at in group) for group in grouping.groups}


@given(reports(), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_groups(told: list[Report], dice: random.Random) -> None:
    shuffled = list(told)
    dice.shuffle(shuffled)
    assert sets(shuffled) == sets(told)
    assert merge_reports(shuffled, []) == merge_reports(told, [])


@given(reports())
def test_every_report_is_in_one_group_and_no_article_twice(told: list[Report]) -> None:
    grouping = group_reports(told)
    assert sorted(at for group in grouping.groups for at in group) == list(range(len(told)))
    for group in grouping.groups:
        articles = [told[at].article_id for at in group]
        assert len(articles) == len(set(articles))


@given(reports())
def test_the_trail_tells_of_the_same_groups(told: list[Report]) -> None:
    """The quick refusals of a run without a trail refuse nothing that the long way would join."""
    single, traced = explain_merges(told)
    assert {frozenset(traced.ids[at] for at in group) for group in traced.groups} == sets(single)
    assert len(traced.links) == len(single) - len(traced.groups)
    assert all(link.verdict.reasons for link in (*traced.links, *traced.near_misses))


def build(
    told: list[Report], earlier: dict[str, Any], aliases: dict[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    rows, aliases = settle_ids(merge_reports(told, []).incidents, earlier, aliases)
    return {row["record_id"]: row["report_ids"] for row in rows}, aliases


@given(reports(), st.integers(0, 6))
def test_adding_and_removing_an_article_restores_groups_and_ids(told: list[Report], article: int) -> None:
    few = [r for r in told if r.article_id != f"a{article}"]
    before, aliases = build(few, {}, {})
    between, aliases = build(told, before, aliases)
    after, aliases = build(few, between, aliases)
    assert sorted(map(sorted, after.values())) == sorted(map(sorted, before.values()))
    assert set(before) == set(after)
    for old in before:
        assert resolve_id(old, aliases) in after


@given(reports(), reports())
def test_an_old_id_leads_to_a_record_as_long_as_any_of_its_reports_is_there(
    a: list[Report], b: list[Report]
) -> None:
    others = [replace(r, article_id=f"b{r.article_id}", quote=f"b {r.quote}") for r in b]
    before, aliases = build(a, {}, {})
    after, aliases = build([*a, *others], before, aliases)
    assert len(after) == len(set(after))
    for old, report_ids in before.items():
        assert set(after[resolve_id(old, aliases)]) & set(report_ids)
