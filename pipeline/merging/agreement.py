"""Whether two accounts tell one attack, and why: place, days, type, actor, target, toll, hour.

`agree` compares two `Account`s, of which either may stand for a single report or for all that a group of
reports says together. A contradiction decides against, whatever else agrees; each reason is a short
constant text, so that every merge and every near miss can be listed with the words of this module.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.attack_kinds import FROM_ABOVE
from pipeline.merging.account import (
    AREA,
    COUNTRY,
    DISTRICT,
    GOVERNORATE,
    NO_DAY,
    NOWHERE,
    SITE,
    TOWN,
    Account,
    Range,
)

__all__ = ["Verdict", "agree", "cannot_agree", "plane_distance_km", "reach_km"]

SAME_SITE_KM = 1.5  # two names of one compound; Baghdad's Zawra Park and Green Zone are farther apart
SAME_TOWN_KM = 1.0

# What is hit by name of its kind; everything else ("civilians", "security_forces") is who was hurt there.
PLACED_TARGETS = frozenset(
    ("airport", "base", "convoy", "embassy", "energy", "hospital_school", "media", "religious_site", "ship")
)
AKIN_TARGETS = frozenset(("airport", "base"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether two accounts are one attack, how well they agree, and the reasons for or against.

    `vague` says that one of them is too coarse in place or date to be sure without uniqueness. `near` marks
    a refusal although place and days agree: a near miss.
    """

    same: bool
    score: float
    reasons: tuple[str, ...]
    vague: bool = False
    near: bool = False


def plane_distance_km(a: Account, b: Account) -> float:
    """The distance between two accounts' places in km, on a plane: good enough for some tens of kilometres."""
    return math.hypot((a.lat - b.lat) * 111.2, (a.lon - b.lon) * 111.2 * math.cos(math.radians(a.lat)))


def reach_km(account: Account) -> float:
    """How far from its point a place may hold another that lies in it."""
    if account.level == SITE:
        return SAME_SITE_KM
    # A city's name covers what lies outside its built-up circle, its airport first; a quarter's does not.
    return 2 * account.radius if account.level == TOWN and account.radius >= 4 else 1.25 * account.radius


def cannot_agree(a: Account, b: Account) -> bool:
    """Whether two accounts of different or wide dates share nothing that `agree` would need, found quickly."""
    if a.exact and b.exact:
        if max(a.start, b.start) <= min(a.end, b.end) or (a.published or b.published):
            return False
        tied = bool(a.hours and b.hours)
    else:
        tied = bool(a.actors & b.actors)
    if tied or a.said == b.said or (a.weapons >= 2 and a.weapons == b.weapons):
        return False
    return not (_equal(a.killed, b.killed, 1) or _equal(a.injured, b.injured, 3))


def agree(a: Account, b: Account) -> Verdict:
    """Whether two accounts tell one attack, with the reasons; the order of the two does not matter."""
    place, placed = _place(a, b)
    if place <= 0:
        return Verdict(False, 0.0, (placed,))
    day, dated = _days(a, b)
    if day < 0:
        return Verdict(False, 0.0, (dated,))
    support, supports = _support(a, b)
    strong = support >= 2
    if against := _against(a, b, place, strong):
        return Verdict(False, 0.0, (against,), near=True)
    kind, typed = _types(a, b, place, strong)
    if kind < 0:
        return Verdict(False, 0.0, (typed,), near=True)
    if day == ADJACENT and not strong and not (_by_night(a, b) and support >= 1):
        return Verdict(False, 0.0, ("a day apart, and neither toll nor night ties them",), near=True)
    coarse = max(a.level, b.level)
    inexact = not (a.exact and b.exact)
    if inexact and (place < 2 or support < 1):
        return Verdict(False, 0.0, ("date too wide, and nothing else ties them",), near=True)
    if a.level != b.level and coarse >= GOVERNORATE and support + kind < (3 if coarse >= AREA else 2):
        return Verdict(False, 0.0, ("place too wide, and nothing else ties them",), near=True)
    if coarse == COUNTRY and support < 1:
        return Verdict(False, 0.0, ("only the country is known",), near=True)
    vague = inexact or place < 3 or kind < 1
    return Verdict(True, place + day + kind + support, (placed, dated, typed, *supports), vague)


def _place(a: Account, b: Account) -> tuple[float, str]:
    """How well the places agree, 0 for not at all."""
    if a.place and a.place == b.place:
        return (3.0, "same place") if a.level <= DISTRICT or a.level == NOWHERE else (2.0, "same wide area")
    if a.level == NOWHERE or b.level == NOWHERE:
        return 0.0, "a place is not resolved"
    fine, coarse = (a, b) if (a.level, a.radius) <= (b.level, b.radius) else (b, a)
    if coarse.level == COUNTRY:
        inside = bool(coarse.country) and fine.country == coarse.country
        return (0.5, "in that country") if inside else (0.0, "other countries")
    if coarse.level == GOVERNORATE:
        inside = bool(coarse.governorate) and (fine.country, fine.governorate) == (
            coarse.country,
            coarse.governorate,
        )
        return (
            (1.0, "in that governorate")
            if inside and fine.level < GOVERNORATE
            else (0.0, "other governorates")
        )
    apart = plane_distance_km(a, b)
    if coarse.level == AREA:
        inside = fine.level in (SITE, TOWN, AREA) and apart <= coarse.radius
        return (1.0, "in that area") if inside else (0.0, "outside that area")
    if fine.level == SITE and coarse.level == SITE:
        return (2.0, "two names of one site") if apart <= SAME_SITE_KM else (0.0, "different sites")
    nested = fine.level < coarse.level or coarse.radius >= 2 * fine.radius
    if not nested:
        return (2.0, "places next to each other") if apart <= SAME_TOWN_KM else (0.0, "different places")
    if fine.governorate and coarse.governorate and fine.governorate != coarse.governorate:
        return 0.0, "other governorates"
    return (2.0, "one place lies in the other") if apart <= reach_km(coarse) else (0.0, "different places")


ADJACENT = 0.0


def _days(a: Account, b: Account) -> tuple[float, str]:
    """How well the days agree: ADJACENT needs more to be the same, below it they cannot be."""
    if a.start == NO_DAY or b.start == NO_DAY:
        return (0.5, "same words, undated") if a.said == b.said and a.said else (-1.0, "undated")
    for wide, day in ((a, b), (b, a)):
        if wide.weekday >= 0 and day.start == day.end and (day.start - 1) % 7 != wide.weekday:
            return -1.0, "another weekday"
    if max(a.start, b.start) <= min(a.end, b.end):
        if a.start == a.end == b.start == b.end:
            return 2.0, "same day"
        return (1.0, "days overlap") if a.exact and b.exact else (0.5, "within that period")
    if not (a.exact and b.exact):
        return -1.0, "other period"
    early, late = (a, b) if a.end < b.start else (b, a)
    if late.start - early.end > 1:
        return -1.0, "other days"
    # "Published on the 5th" without a stated day often tells of the 4th.
    return (0.5, "published the day after") if late.published else (ADJACENT, "a day apart")


def _by_night(a: Account, b: Account) -> bool:
    """Whether both speak of the night or the dawn, when one attack has two dates."""
    return bool(a.hours & {0, 1}) and bool(b.hours & {0, 1}) and a.types == b.types


def _types(a: Account, b: Account, place: float, strong: bool) -> tuple[float, str]:
    if a.types & b.types:
        return 2.0, "same type"
    if a.families & b.families:
        return 1.0, "types of one family"
    if not a.families or not b.families:
        return 0.5, "type not told by one"
    if strong:
        return 0.5, "types differ, the rest ties them"
    # First accounts say rockets of what was a drone; at one named site on one day that is one attack.
    above = not (a.families | b.families) - FROM_ABOVE
    if above and place >= 3 and a.level == SITE:
        return 0.5, "both from above at one site"
    return -1.0, "types differ"


def _support(a: Account, b: Account) -> tuple[float, list[str]]:
    """What ties two accounts besides place, day and type; 2 and more is as good as a name."""
    support, reasons = 0.0, []
    if a.said == b.said and a.said:
        support, reasons = 2.0, ["same words"]
    if _equal(a.killed, b.killed, 3) or (_equal(a.killed, b.killed, 1) and _equal(a.injured, b.injured, 1)):
        support += 2
        reasons.append("same toll")
    elif _equal(a.killed, b.killed, 1) or _equal(a.injured, b.injured, 3):
        support += 1
        reasons.append("toll agrees")
    if a.weapons >= 2 and a.weapons == b.weapons:
        support += 1
        reasons.append("same number of weapons")
    if a.actors & b.actors:
        support += 1
        reasons.append("same actor")
    if a.targets & b.targets:
        support += 0.5
        reasons.append("same target")
    return support, reasons


def _equal(a: Range | None, b: Range | None, least: int) -> bool:
    """Whether two tolls share a number of at least `least`."""
    return a is not None and b is not None and max(a[0], b[0], least) <= min(a[1], b[1])


def _close(a: Range | None, b: Range | None, factor: int, slack: int) -> bool:
    """Whether one attack may have both tolls: the first count and the last one of a day."""
    if a is None or b is None:
        return True
    return max(a[1], b[1]) <= factor * min(a[0], b[0]) + slack


def _against(a: Account, b: Account, place: float, strong: bool) -> str:
    """The contradiction that makes two accounts two attacks, "" where there is none."""
    if a.wave and b.wave and a.wave != b.wave:
        return "another wave"
    if not (a.whom and b.whom and a.whom != b.whom) and not _close(a.killed, b.killed, 2, 4):
        return "tolls too far apart"
    if not strong and not _close(a.injured, b.injured, 3, 10):
        return "injured too far apart"
    if strong:
        return ""
    if (
        a.hours
        and b.hours
        and not any((each + step) % 6 in b.hours for each in a.hours for step in (-1, 0, 1))
    ):
        return "another hour"
    if a.claimants and b.claimants and not a.claimants & b.claimants:
        return "claimed by different groups"
    loose = place < 3 or min(a.level, b.level) != SITE
    if place < 3 and a.actors and b.actors and not a.actors & b.actors:
        return "different actors"
    return "different targets" if loose and _other_targets(a.targets, b.targets) else ""


def _other_targets(a: Iterable[str], b: Iterable[str]) -> bool:
    """Whether two lists of targets name different things that were hit."""
    named_a, named_b = PLACED_TARGETS.intersection(a), PLACED_TARGETS.intersection(b)
    if not named_a or not named_b or named_a & named_b:
        return False
    return not (named_a & AKIN_TARGETS and named_b & AKIN_TARGETS)
