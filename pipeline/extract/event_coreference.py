"""Each attack once: the drafts of one article that tell the same attack are one report."""

import math
from dataclasses import dataclass, replace
from typing import Any

from pipeline.extract.attribution import Attribution
from pipeline.extract.events import Event
from pipeline.model import DateInterval, Report

__all__ = ["Draft", "once_each"]

NEAR_AREA_KM = 150.0


NEAR_SENTENCES = 1


@dataclass(frozen=True, slots=True)
class Draft:
    """A report being put together, with the event it comes from."""

    report: Report
    event: Event
    who: Attribution


def once_each(drafts: list[Draft]) -> list[Report]:
    """Each attack once: drafts of one place, kind and time whose types agree are one report."""
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda each: -each.report.confidence):
        for number, other in enumerate(kept):
            if same_attack(other.report, draft.report):
                kept[number] = Draft(
                    united(other, draft), other.event, either_attribution(other.who, draft.who)
                )
                break
        else:
            kept.append(draft)
    return [draft.report for draft in kept if not any(finer_told(draft, other) for other in kept)]


def finer_told(draft: Draft, finer_draft: Draft) -> bool:
    """Whether `finer_draft` tells the same attack at a finer place than a country or an area near by."""
    report, other = draft.report, finer_draft.report
    apart = abs(draft.event.sentence.sentence.number - finer_draft.event.sentence.sentence.number)
    if apart == 0 and draft.event.trigger is finer_draft.event.trigger:
        return False  # a list names both
    if report.geo_precision == "area" and apart > NEAR_SENTENCES:
        return False  # a bulletin tells of the whole strip in one line and of a quarter in another
    if (
        other is report
        or report.geo_precision not in {"country", "area"}
        or other.geo_precision in {"country", "area", None}
    ):
        return False
    if report.kind != "specific" or other.kind != "specific":
        return False
    if report.country not in {other.country, None} and not (
        report.geo_precision == "area" and apart_km(report, other) < NEAR_AREA_KM
    ):
        return False
    vague = "unspecified" in report.attack_types or "unspecified" in other.attack_types
    return overlap(report.date, other.date) and (
        vague or bool(set(report.attack_types) & set(other.attack_types))
    )


def same_attack(a: Report, b: Report) -> bool:
    """Whether two reports of one article tell the same attack."""
    if (a.place_id or a.place_name) != (b.place_id or b.place_name) or a.kind != b.kind:
        return False
    vague = "unspecified" in a.attack_types or "unspecified" in b.attack_types
    # A series is of many kinds: the same place and period told twice is one series.
    if a.kind != "recurrent" and not vague and not set(a.attack_types) & set(b.attack_types):
        return False
    return overlap(a.date, b.date)


def apart_km(a: Report, b: Report) -> float:
    """The distance in km between two reports' places, good enough for a few hundred."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return math.inf
    return math.hypot((a.lat - b.lat) * 111.2, (a.lon - b.lon) * 111.2 * math.cos(math.radians(a.lat)))


def overlap(a: DateInterval, b: DateInterval) -> bool:
    """Whether two intervals share a day, an open end reaching anywhere."""
    if a.start is None or a.end is None or b.start is None or b.end is None:
        return True
    return a.start <= b.end and b.start <= a.end


def either_attribution(a: Attribution, b: Attribution) -> Attribution:
    """The attribution of two mentions: a named source's before the outlet's own."""
    return b if b.confirmed and not a.confirmed else a


def united(one: Draft, other: Draft) -> Report:
    """One report of two that tell the same attack: the first, made more exact by the second."""
    a, b = one.report, other.report
    types = a.attack_types
    if "unspecified" in types:
        types = b.attack_types
    elif a.kind == "recurrent" and "unspecified" not in b.attack_types:
        types = tuple(dict.fromkeys(types + b.attack_types))
    date, evidence, reason = a.date, dict(a.evidence), dict(a.reason)
    if finer(b.date, a.date):
        date = b.date
        reason["date"] = b.reason.get("date", [])
        if "date" in b.evidence:
            evidence["date"] = b.evidence["date"]
    outcome = a.outcome
    if "carried_out" in {a.outcome, b.outcome} and "claimed_only" in {a.outcome, b.outcome}:
        # The outlet that only repeats a claim in its title does not confirm it.
        teller = one.who if a.outcome == "carried_out" else other.who
        outcome = "carried_out" if teller.confirmed else "claimed_only"
    changes: dict[str, Any] = {}
    for key in (
        "actor",
        "weapon",
        "weapon_count",
        "killed",
        "killed_min",
        "killed_max",
        "injured",
        "injured_min",
        "injured_max",
        "killed_whom",
        "target",
    ):
        if getattr(a, key) is None and getattr(b, key) is not None:
            changes[key] = getattr(b, key)
            if key in b.evidence:
                evidence[key] = b.evidence[key]
    return replace(
        a, attack_types=types, date=date, outcome=outcome, evidence=evidence, reason=reason, **changes
    )


def finer(a: DateInterval, b: DateInterval) -> bool:
    """Whether `a` tells the date more exactly than `b`."""
    if a.days is None:
        return False
    return b.days is None or a.days < b.days or (a.days == b.days and b.basis == "publication" != a.basis)
