"""The row of an incident or a series: what its reports say together, and how sure that is.

Place and day are the finest that the group agreed on; a toll is the latest told by anyone but the attacker,
with the lowest and the highest beside it; outlets count once where they print one agency's text.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Literal, NamedTuple, TypeVar

from pipeline.copies.sketch import independent_outlets
from pipeline.merging.summary import summaries
from pipeline.model import Article, Report
from pipeline.rows import RecordRow
from pipeline.store.schema import party_row

__all__ = ["natural_id", "record_row", "row_order"]

PRECISION_ORDER = {"site": 0, "town": 1, "district": 2, "governorate": 3, "area": 4, "country": 5, None: 6}
UNKNOWN_PERIOD_DAYS = 9999
T = TypeVar("T")


def row_order(row: RecordRow) -> tuple[str, str]:
    """Rows by date, then by id."""
    return (str(row["date_start"] or "9999"), row["record_id"])


def natural_id(kind: str, report_ids: Sequence[str]) -> str:
    """The id of a group that no earlier build knew: from its first report's."""
    first_report = min(report_ids)
    return ("i" if kind == "incident" else "s") + hashlib.blake2b(
        first_report.encode(), digest_size=6
    ).hexdigest()


def record_row(
    kind: Literal["incident", "series"], group: Sequence[Report], articles: Mapping[str, Article],
    ids: Sequence[str] | None = None,
) -> RecordRow:  # fmt: skip
    """The row of one incident or series; the order of `group` does not matter.

    `ids` are the ids of the group's reports, where the caller has them already.
    """
    named = [r.report_id for r in group] if ids is None else ids
    keyed = sorted(zip(named, (r.article_id for r in group), group, strict=True), key=lambda each: each[:2])
    # Of reports that rank alike, `min` and `max` take the first by id.
    reports = [each[2] for each in keyed]
    best, dated = min(reports, key=_place_rank), min(reports, key=_date_rank)
    known = [articles[r.article_id] for r in reports if r.article_id in articles]
    # An interval that a date was inferred to lie in is no first day of reporting.
    published = sorted(
        a.published.start for a in known if a.published and a.published.start and a.published.is_day
    )
    independent = independent_outlets(known)
    types = list(dict.fromkeys(t for r in reports for t in r.attack_types if t != "unspecified")) or [
        "unspecified"
    ]
    sources = sorted({a.source for a in known if a.source})
    killed, injured = toll(reports, "killed", articles), toll(reports, "injured", articles)
    report_ids = [each[0] for each in keyed]
    row: RecordRow = {
        "record_id": natural_id(kind, report_ids), "record": kind, "kind": dated.kind,
        "report_ids": report_ids, "article_ids": sorted({r.article_id for r in reports}),
        "sources": sources, "place_id": best.place_id, "place_name": best.place_name, "place_name_en": best.place_name_en,
        "place_name_ar": best.place_name_ar, "feature_class": best.feature_class, "country": best.country,
        "governorate": best.governorate, "lat": best.lat, "lon": best.lon, "geo_precision": best.geo_precision,
        "radius_km": best.radius_km, "place_confidence": best.place_confidence, "place_source": best.place_source,
        "date_start": dated.date.start, "date_end": dated.date.end, "date_precision": dated.date.precision,
        "date_basis": dated.date.basis, "weekday": dated.date.weekday, "time_from": None, "time_to": None, "attack_types": types,
        "outcome": outcome(reports), "sourcing": _sourcing(reports),
        "actors": sorted({r.actor for r in reports if r.actor}), "actor_status": actor_status(reports),
        "claimed_by": _actors(reports, "claimed"), "attributed_to": _actors(reports, "attributed"),
        "actor2": _first(r.actor2 for r in reports), "interaction": _first(r.interaction for r in reports),
        "parties": [{**party_row(p), "report_id": each[0]} for each in keyed for p in each[2].parties], "status": status(reports),
        "targets": sorted({r.target for r in reports if r.target}), "weapon": _first(r.weapon for r in reports),
        "weapon_count": _first(r.weapon_count for r in reports), "event_count": _first(r.event_count for r in reports),
        "killed": killed.told, "killed_min": killed.low, "killed_max": killed.high,
        "injured": injured.told, "injured_min": injured.low, "injured_max": injured.high,
        "killed_min_source": killed.low_source, "killed_max_source": killed.high_source,
        "injured_min_source": injured.low_source, "injured_max_source": injured.high_source,
        "killed_whom": _first(r.killed_whom for r in reports), "toll_note": _first(r.toll_note for r in reports),
        "mention_ids": [],
        "n_reports": len(reports), "n_articles": len({r.article_id for r in reports}), "n_sources": independent,
        "first_published": published[0] if published else None,
        "last_published": published[-1] if published else None,
        "review": review(reports, independent) if kind == "incident" else "unreviewed",
        "confidence": max(r.confidence for r in reports), "sample": bool(known) and all(a.sample for a in known),
        "summary_en": "", "summary_ar": "",
    }  # fmt: skip
    row["summary_en"], row["summary_ar"] = summaries(row)
    return row


def _place_rank(report: Report) -> tuple[int, float, float]:
    """The finest place first; of equally fine ones the surest reading."""
    return (
        PRECISION_ORDER[report.geo_precision],
        report.radius_km or 0,
        -report.confidence,
    )


def _date_rank(report: Report) -> tuple[int, bool, float]:
    """The shortest period first, a stated day before one taken from the publication."""
    days = report.date.days or UNKNOWN_PERIOD_DAYS
    return (days, report.date.basis == "publication", -report.confidence)


def outcome(reports: Sequence[Report]) -> str:
    """What most surely became of the attack: carried out if anyone but the attacker says so."""
    told = {r.outcome for r in reports}
    return next(o for o in ("carried_out", "intercepted", "claimed_only") if o in told)


def actor_status(reports: Sequence[Report]) -> str:
    """Who names the actor: a claim weighs most, a denial stays only where nobody else names one."""
    told = {r.actor_status for r in reports if r.actor}
    return next((s for s in ("claimed", "attributed", "denied") if s in told), "unknown")


def status(reports: Sequence[Report]) -> str:
    """`disputed` if any report says that it is disputed, `unconfirmed` if none confirms it, else `stated`."""
    told = {r.status for r in reports}
    return "disputed" if "disputed" in told else "unconfirmed" if told == {"unconfirmed"} else "stated"


def _actors(reports: Sequence[Report], status: str) -> list[str]:
    """Who claims it, or to whom others attribute it."""
    return sorted({r.actor for r in reports if r.actor and r.actor_status == status})


def _sourcing(reports: Sequence[Report]) -> str:
    """Who vouches for the incident, the most independent first."""
    told = {r.sourcing for r in reports}
    return next((s for s in ("third_party", "outlet", "target_side", "attacker") if s in told), "outlet")


def review(reports: Sequence[Report], independent: int) -> str:
    """`disputed` where reports deny each other, `corroborated` where two independent outlets agree."""
    statuses = {r.actor_status for r in reports}
    claimants = {r.actor for r in reports if r.actor_status == "claimed" and r.actor}
    rivals = len(claimants) > 1 and len(reports) > 1
    denied = "denied" in statuses and bool(statuses & {"claimed", "attributed"})
    outcomes = {r.outcome for r in reports if r.sourcing != "attacker"}
    split = {"carried_out", "intercepted"} <= outcomes
    if len(reports) > 1 and (rivals or denied or split):
        return "disputed"
    sure = [r for r in reports if r.sourcing != "attacker" and r.outcome != "claimed_only"]
    return "corroborated" if independent > 1 and len({r.article_id for r in sure}) > 1 else "unreviewed"


def _first(values: Iterable[T | None]) -> T | None:
    """The first known value, of reports in the order of their ids."""
    return next((each for each in values if each is not None), None)


class Toll(NamedTuple):
    """What several reports say of the killed or the injured; `…_source` is the outlet of each end."""

    told: int | None
    low: int | None
    high: int | None
    low_source: str | None
    high_source: str | None


def toll(
    reports: Sequence[Report], key: Literal["killed", "injured"], articles: Mapping[str, Article]
) -> Toll:
    """The latest toll that is not the attacker's own, with the lowest and the highest that are stated.

    Of several outlets of an end the first by report id. The highest is None, not known, where the highest
    number is "more than".
    """
    stated = [r for r in reports if getattr(r, key) is not None]
    lows = [(n, r) for r in stated or reports if (n := _bounds(r, key)[0]) is not None]
    highs = [(n, r) for r in stated or reports if (n := _bounds(r, key)[1]) is not None]
    low: tuple[int | None, Report | None] = min(lows, key=itemgetter(0), default=(None, None))
    high: tuple[int | None, Report | None] = max(highs, key=itemgetter(0), default=(None, None))
    if stated and _bounds(most := max(stated, key=lambda r: getattr(r, key)), key)[1] is None:
        high = (None, most)  # "more than 20" is the highest, and leaves its end open
    told = getattr(max(stated, key=lambda r: _toll_rank(r, key, articles)), key) if stated else None
    return Toll(told, low[0], high[0], _outlet(low[1], articles), _outlet(high[1], articles))


def _toll_rank(report: Report, key: str, articles: Mapping[str, Article]) -> tuple[bool, str, int]:
    """The attacker's own toll last, else the latest told, of one day the highest."""
    article = articles.get(report.article_id)
    day = str(article.published.start or "") if article and article.published else ""
    return (report.sourcing != "attacker", day, getattr(report, key))


def _outlet(report: Report | None, articles: Mapping[str, Article]) -> str | None:
    """The outlet that told it, where it is named."""
    article = articles.get(report.article_id) if report else None
    return (article.source or None) if article else None


def _bounds(report: Report, key: str) -> tuple[int | None, int | None]:
    """The lowest and highest of a stated toll; a number without bounds is both."""
    low, high = getattr(report, f"{key}_min"), getattr(report, f"{key}_max")
    return (getattr(report, key),) * 2 if low is None and high is None else (low, high)
