"""From reports to incidents and series: which reports tell the same attack.

A pure function of the reports, whatever their order. Specific and precisely dated historic reports that
agree on place, days and type family are one incident; recurrent ones of a place and a period one series.
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.families import FAMILIES
from pipeline.model import Article, Report
from pipeline.summary import summaries

__all__ = ["Merged", "merge_reports"]

SAME_SITE_KM = 3.0
LONGEST_EXACT_DAYS = 4  # an interval longer than this does not say which of several attacks is meant
PRECISION_ORDER = {"site": 0, "town": 1, "district": 2, "governorate": 3, "area": 4, "country": 5, None: 6}


@dataclass(frozen=True, slots=True)
class Merged:
    """Rows of the incidents and the series tables, keyed as RECORDS_SCHEMA."""

    incidents: list[dict[str, Any]]
    series: list[dict[str, Any]]


def merge_reports(reports: Sequence[Report], articles: Iterable[Article]) -> Merged:
    """The incidents and series of these reports; a report without any article row is kept all the same."""
    by_id = {article.article_id: article for article in articles}
    single = [r for r in reports if r.kind == "specific" or (r.kind == "historic" and is_exact(r))]
    recurrent = [r for r in reports if r.kind == "recurrent" or (r.kind == "historic" and not is_exact(r))]
    incidents = [record("incident", group, by_id) for group in groups(single)]
    series = [record("series", group, by_id) for group in series_groups(recurrent)]
    return Merged(sorted(incidents, key=row_order), sorted(series, key=row_order))


def row_order(row: dict[str, Any]) -> tuple[str, str]:
    """Rows by date, then by id."""
    return (str(row["date_start"] or "9999"), row["record_id"])


def is_exact(report: Report) -> bool:
    """Whether the date says which of several attacks on one place is meant."""
    return report.date.days is not None and report.date.days <= LONGEST_EXACT_DAYS


def groups(reports: Sequence[Report]) -> list[list[Report]]:
    """The reports partitioned into attacks: the connected components of `same_attack` within each place."""
    ordered = sorted(reports, key=lambda r: (r.report_id, r.article_id))
    parent = list(range(len(ordered)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for block in blocks(ordered):
        for at, i in enumerate(block):
            for j in block[at + 1 :]:
                if root(i) != root(j) and same_attack(ordered[i], ordered[j]):
                    parent[max(root(i), root(j))] = min(root(i), root(j))
    found: dict[int, list[Report]] = defaultdict(list)
    for i, report in enumerate(ordered):
        found[root(i)].append(report)
    return list(found.values())


def blocks(reports: Sequence[Report]) -> Iterable[list[int]]:
    """Numbers of the reports that could be one attack: those of one cell of the map and one week."""
    cells: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for i, report in enumerate(reports):
        if report.lat is None or report.lon is None or not is_exact(report) or report.date.start is None:
            continue
        days = {report.date.start.toordinal() // 7, (report.date.end or report.date.start).toordinal() // 7}
        rows = {math.floor(report.lat * 20 + step) for step in (-0.5, 0.5)}
        columns = {math.floor(report.lon * 20 + step) for step in (-0.5, 0.5)}
        for week in days:
            for row in rows:
                for column in columns:
                    cells[(week, row, column)].append(i)
    return cells.values()


def same_attack(a: Report, b: Report) -> bool:
    """Whether two exactly dated reports tell one attack: place, days, type family and actor agree."""
    if a.article_id == b.article_id:
        return False
    if a.date.start is None or a.date.end is None or b.date.start is None or b.date.end is None:
        return False
    if a.date.start > b.date.end or b.date.start > a.date.end:
        return False
    if a.place_id != b.place_id and distance(a, b) > SAME_SITE_KM:
        return False
    families_a, families_b = families(a), families(b)
    if families_a and families_b and not families_a & families_b:
        return False
    return not (a.actor and b.actor and a.actor != b.actor and a.actor_status == b.actor_status == "claimed")


def families(report: Report) -> set[str]:
    """The type families of a report, none where its type is not told."""
    return {FAMILIES[t] for t in report.attack_types if t in FAMILIES}


def distance(a: Report, b: Report) -> float:
    """The distance in km between two reports' places, on a plane: good enough for a few kilometres."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return math.inf
    return math.hypot((a.lat - b.lat) * 111.2, (a.lon - b.lon) * 111.2 * math.cos(math.radians(a.lat)))


def series_groups(reports: Sequence[Report]) -> list[list[Report]]:
    """Recurrent reports by place and month of their period's end."""
    found: dict[tuple[Any, ...], list[Report]] = defaultdict(list)
    for report in sorted(reports, key=lambda r: (r.report_id, r.article_id)):
        end = report.date.end
        period = (end.year, end.month) if end else None
        found[(report.place_id or report.place_name, period)].append(report)
    return list(found.values())


def record(kind: str, group: Sequence[Report], articles: dict[str, Article]) -> dict[str, Any]:
    """The row of one incident or series."""
    best = min(
        group,
        key=lambda r: (PRECISION_ORDER[r.geo_precision], r.date.days or 9999, -r.confidence, r.report_id),
    )
    dated = min(group, key=lambda r: (r.date.days or 9999, r.date.basis == "publication", r.report_id))
    known = [articles[r.article_id] for r in group if r.article_id in articles]
    outlets = sorted({a.source for a in known if a.source})
    published = sorted(a.published.start for a in known if a.published and a.published.start)
    types = list(dict.fromkeys(t for r in group for t in r.attack_types))
    types = [t for t in types if t != "unspecified"] or ["unspecified"]
    row: dict[str, Any] = {
        "record_id": record_id(kind, group), "record": kind, "kind": dated.kind,
        "report_ids": [r.report_id for r in group], "article_ids": sorted({r.article_id for r in group}), "sources": outlets,
        **{key: getattr(best, key) for key in PLACE_KEYS},
        "date_start": dated.date.start, "date_end": dated.date.end, "date_precision": dated.date.precision,
        "date_basis": dated.date.basis, "weekday": dated.date.weekday, "attack_types": types,
        "outcome": outcome(group), "sourcing": best.sourcing,
        "actors": sorted({r.actor for r in group if r.actor}), "actor_status": first(group, "actor_status", "unknown"),
        "actor2": first(group, "actor2"), "interaction": best.interaction,
        "targets": sorted({r.target for r in group if r.target}), "weapon": first(group, "weapon"),
        "weapon_count": first(group, "weapon_count"), "event_count": first(group, "event_count"),
        **toll(group, "killed"), **toll(group, "injured"), "killed_whom": first(group, "killed_whom"),
        "toll_note": first(group, "toll_note"), "n_reports": len(group), "n_articles": len({r.article_id for r in group}),
        "n_sources": len(outlets), "first_published": published[0] if published else None,
        "last_published": published[-1] if published else None, "review": "unreviewed",
        "confidence": max(r.confidence for r in group), "sample": bool(known) and all(a.sample for a in known),
    }  # fmt: skip
    row["summary_en"], row["summary_ar"] = summaries(row)
    return row


PLACE_KEYS = ("place_id", "place_name", "place_name_en", "place_name_ar", "feature_class", "country", "governorate",
              "lat", "lon", "geo_precision", "radius_km")  # fmt: skip


def record_id(kind: str, group: Sequence[Report]) -> str:
    """An id that stays while the group keeps its first report."""
    first_report = min(r.report_id for r in group)
    return ("i" if kind == "incident" else "s") + hashlib.blake2b(
        first_report.encode(), digest_size=6
    ).hexdigest()


def outcome(group: Sequence[Report]) -> str:
    """What most surely became of the attack: carried out if anyone but the attacker says so."""
    told = {r.outcome for r in group}
    return next(o for o in ("carried_out", "intercepted", "claimed_only") if o in told)


def first(group: Sequence[Report], key: str, unknown: Any = None) -> Any:
    """The first known value of a field, by report id."""
    return next((v for r in group if (v := getattr(r, key)) not in {None, unknown}), unknown)


def toll(group: Sequence[Report], key: str) -> dict[str, int | None]:
    """The toll of a group: one number where all agree, else the lowest and the highest that is stated."""
    stated = [v for r in group if (v := getattr(r, key)) is not None]
    lows = [v for r in group if (v := getattr(r, f"{key}_min")) is not None] or stated
    highs = [v for r in group if (v := getattr(r, f"{key}_max")) is not None] or stated
    return {
        key: max(stated) if stated else None,
        f"{key}_min": min(lows) if lows else None,
        f"{key}_max": max(highs) if highs else None,
    }
