"""Mentions: reports of several attacks, or of one in a wide period, that plainly name incidents we have.

"The airport was attacked three times in September" adds no incident, and says again that each of the three
happened. Such a report is attached to an incident only where it cannot mean another: the same place, a
shared type, the day within a bounded period, and no more incidents that fit than it counts.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence

from pipeline.model import Report
from pipeline.rows import RecordRow

__all__ = ["attach_mentions"]

PLACED = ("site", "town", "district")  # "attacks in Anbar" names no incident
LONGEST_PERIOD_DAYS = 366
LONGEST_INCIDENT_DAYS = 7


def attach_mentions(incidents: Sequence[RecordRow], reports: Iterable[Report]) -> None:
    """Set `mention_ids` of each incident row: the ids of the recurrent and historic reports that name it."""
    for row in incidents:
        row["mention_ids"] = []
    counted = [(report, n) for report in reports if (n := _attacks_told(report)) is not None]
    if not counted:
        return
    shelves = _shelves(incidents)
    for report, most in counted:
        fitting = _fitting(report, shelves, most)
        if 0 < len(fitting) <= most:
            for at in fitting:
                incidents[at]["mention_ids"].append(report.report_id)
    for row in incidents:
        row["mention_ids"] = sorted(set(row["mention_ids"]))


def _attacks_told(report: Report) -> int | None:
    """How many attacks a report counts, None where it names none: "repeated", a wide place, an open period."""
    days = report.date.days
    if (
        not report.place_id
        or report.geo_precision not in PLACED
        or days is None
        or days > LONGEST_PERIOD_DAYS
    ):
        return None
    return report.event_count or (1 if report.kind == "historic" else None)


def _shelves(incidents: Sequence[RecordRow]) -> dict[tuple[str, str], list[tuple[dt.date, dt.date, int]]]:
    """The dated incidents by place and type, in order of their first day: (first day, last day, number)."""
    found: dict[tuple[str, str], list[tuple[dt.date, dt.date, int]]] = defaultdict(list)
    for at, row in enumerate(incidents):
        start, end = row["date_start"], row["date_end"]
        if row["place_id"] and start and end and (end - start).days < LONGEST_INCIDENT_DAYS:
            for kind in row["attack_types"]:
                found[row["place_id"], kind].append((start, end, at))
    for shelf in found.values():
        shelf.sort()
    return found


def _fitting(
    report: Report, shelves: dict[tuple[str, str], list[tuple[dt.date, dt.date, int]]], most: int
) -> list[int]:
    """The incidents that a report may mean; more than `most` where it does not say which."""
    first, last = report.date.start, report.date.end
    found: set[int] = set()
    for kind in report.attack_types:
        shelf = shelves.get((str(report.place_id), kind), [])
        low = bisect_left(shelf, first, key=lambda each: each[0])
        high = bisect_right(shelf, last, key=lambda each: each[0])
        if high - low > most:
            return list(range(most + 1))  # however many of them end in time: too many to be plain
        found.update(at for _, end, at in shelf[low:high] if last is not None and end <= last)
    return sorted(found)
