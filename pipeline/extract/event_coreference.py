"""Each attack once: the drafts of one article that tell the same attack are one report."""

from dataclasses import dataclass, replace
from typing import Any

from geo.places import Place, contains
from pipeline.extract.attribution import Attribution
from pipeline.extract.events import ACCEPTED, WIDE, Event
from pipeline.model import DateInterval, Report

__all__ = ["Draft", "once_each"]

SURE_OF_BOTH = 0.9


@dataclass(frozen=True, slots=True)
class Draft:
    """A report being put together, with the event it comes from."""

    report: Report
    event: Event
    who: Attribution


def once_each(drafts: list[Draft]) -> list[Draft]:
    """Each attack once: drafts of one place, kind and time whose types agree are one."""
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda each: -each.report.confidence):
        for number, other in enumerate(kept):
            if same_attack(other.report, draft.report):
                who = either_attribution(other.who, draft.who)
                kept[number] = Draft(united(other, draft), other.event, who)
                break
        else:
            kept.append(draft)
    return [draft for draft in kept if not any(finer_told(draft, other) for other in kept)]


def finer_told(draft: Draft, finer_draft: Draft) -> bool:
    """Whether `finer_draft` tells the same attack at a finer place that lies in, or near, this one's."""
    report, other = draft.report, finer_draft.report
    place, finer_place = draft.event.place, finer_draft.event.place
    if other is report or place is None or finer_place is None or report.kind != other.kind:
        return False
    listed = (
        draft.event.sentence is finer_draft.event.sentence
        and draft.event.trigger is finer_draft.event.trigger
    )
    if listed and draft.event.probability >= SURE_OF_BOTH:
        return False  # a list names both
    if other.confidence < ACCEPTED or not lies_in(finer_place, place):
        return False
    vague = "unspecified" in report.attack_types or "unspecified" in other.attack_types
    return overlap(report.date, other.date) and (
        vague or bool(set(report.attack_types) & set(other.attack_types))
    )


def lies_in(inner: Place, outer: Place) -> bool:
    """Whether a place is a part of a coarser one."""
    if inner.feature.rank >= outer.feature.rank:
        return False
    return outer.feature.geo_precision in WIDE and contains(outer, inner)


def same_attack(a: Report, b: Report) -> bool:
    """Whether two reports of one article tell the same attack."""
    if (a.place_id or a.place_name) != (b.place_id or b.place_name) or a.kind != b.kind:
        return False
    vague = "unspecified" in a.attack_types or "unspecified" in b.attack_types
    # A series is of many kinds: the same place and period told twice is one series.
    if a.kind != "recurrent" and not vague and not set(a.attack_types) & set(b.attack_types):
        return False
    return overlap(a.date, b.date)


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
    if a.actor is None and b.actor is not None:
        changes["actor_status"] = b.actor_status
    named = {(party.name, party.role) for party in a.parties}
    more = tuple(party for party in b.parties if (party.name, party.role) not in named)
    changes["parties"] = a.parties + more
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
