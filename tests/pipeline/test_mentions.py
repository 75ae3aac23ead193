"""Which reports of several attacks plainly count an incident among them."""

import datetime as dt
import random
from dataclasses import replace

import pytest

from pipeline.merging import merge_reports
from pipeline.model import DateInterval, Report
from tests.pipeline.test_merge import BASE, day

SECOND = replace(BASE, article_id="a2", quote="two", date=day("2021-09-20"))
THIRD = replace(BASE, article_id="a3", quote="three", date=day("2021-09-28"))
COUNTED = replace(
    BASE, article_id="s", quote="Drones struck the airport three times in September", kind="recurrent", event_count=3,
    date=DateInterval(dt.date(2021, 9, 1), dt.date(2021, 9, 30), "month"),
)  # fmt: skip

CASES = [
    # (the incidents, what differs in the report of several, how many incidents it names, why)
    ([BASE, SECOND, THIRD], {}, 3, "as many as it counts"),
    ([BASE, SECOND], {}, 2, "fewer than it counts: these are among them"),
    ([BASE, SECOND, THIRD], {"event_count": 2}, 0, "more than it counts: which is not said"),
    ([BASE, SECOND], {"event_count": None}, 0, "repeated attacks name none"),
    ([BASE], {"place_id": "iq.erbil", "geo_precision": "town"}, 0, "the town is not its airport"),
    ([BASE], {"geo_precision": "governorate"}, 0, "a wide place names none"),
    ([BASE], {"attack_types": ("rocket",)}, 0, "another type"),
    ([BASE], {"attack_types": ("rocket", "drone")}, 1, "one shared type is enough"),
    ([BASE], {"date": day("2021-09-12..2021-09-30")}, 0, "before the period"),
    ([replace(BASE, date=day("2021-09-29..2021-10-02"))], {}, 0, "its days do not all lie in the period"),
    ([BASE], {"date": DateInterval(None, dt.date(2021, 9, 30))}, 0, "an open period"),
    ([BASE], {"date": day("2020-01-01..2021-12-31")}, 0, "two years are no plain period"),
    ([BASE], {"kind": "historic", "event_count": None}, 1, "one attack in that month, and one is known"),
    ([BASE, SECOND], {"kind": "historic", "event_count": None}, 0, "one attack in that month, and two are known"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("single", "change", "named"), [pytest.param(s, c, n, id=why) for s, c, n, why in CASES]
)
def test_mentions(single: list[Report], change: dict[str, object], named: int) -> None:
    several = replace(COUNTED, **change)
    merged = merge_reports([*single, several], [])
    assert sum(row["mention_ids"] == [several.report_id] for row in merged.incidents) == named
    assert sum(bool(row["mention_ids"]) for row in merged.incidents) == named
    assert all(row["n_reports"] == 1 for row in merged.incidents), "a mention adds no report"
    assert [row["report_ids"] for row in merged.series] == [[several.report_id]], "and stays in its series"


def test_mentions_hang_on_the_set_alone() -> None:
    other = replace(COUNTED, article_id="t", quote="a third strike this month")
    told = [BASE, SECOND, THIRD, COUNTED, other]
    expected = merge_reports(told, [])
    for seed in range(5):
        random.Random(seed).shuffle(told)
        assert merge_reports(told, []) == expected
    assert all(len(row["mention_ids"]) == 2 for row in expected.incidents)
