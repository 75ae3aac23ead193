"""Whether two accounts tell one attack, and why: place, days, type, actor, target, toll, hour.

`agree` compares two `Case`s, of which either may stand for a single report or for all that a group of
reports says together. A contradiction decides against, whatever else agrees; each reason is a short
constant text, so that every merge and every near miss can be listed with the words of this module.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from language.fold import fold
from pipeline.families import FAMILIES, FROM_ABOVE
from pipeline.model import Report

__all__ = [
    "LONGEST_EXACT_DAYS",
    "Case",
    "Verdict",
    "agree",
    "case_of",
    "distance_km",
    "hopeless",
    "reach_km",
    "united",
]

LONGEST_EXACT_DAYS = 4  # an interval longer than this does not say which of several attacks is meant
SAME_SITE_KM = 1.5  # two names of one compound; Baghdad's Zawra Park and Green Zone are farther apart
SAME_TOWN_KM = 1.0
LEVELS = {"site": 0, "town": 1, "district": 2, "governorate": 3, "area": 4, "country": 5}
SITE, TOWN, DISTRICT, GOVERNORATE, AREA, COUNTRY, NOWHERE = range(7)
NO_DAY = 0

# What is hit by name of its kind; everything else ("civilians", "security_forces") is who was hurt there.
PLACED_TARGETS = frozenset(
    ("airport", "base", "convoy", "embassy", "energy", "hospital_school", "media", "religious_site", "ship")
)
AKIN_TARGETS = frozenset(("airport", "base"))

Range = tuple[int, int]


@dataclass(slots=True)
class Case:
    """What a report, or a group of them, says of an attack, in the terms that `agree` compares.

    `start` and `end` are ordinals of days, NO_DAY where unknown. Tolls are (lowest, highest) as stated, None
    where unknown. `hours` are parts of the day, 0 (night) to 5 (evening); `wave` numbers it, 0 unnumbered.
    """

    place: str
    level: int
    country: str
    governorate: str
    lat: float
    lon: float
    radius: float
    start: int
    end: int
    published: bool
    weekday: int
    types: frozenset[str]
    families: frozenset[str]
    actors: frozenset[str]
    claimants: frozenset[str]
    targets: frozenset[str]
    killed: Range | None
    injured: Range | None
    whom: str
    weapons: int
    hours: frozenset[int]
    wave: int
    said: int

    @property
    def exact(self) -> bool:
        """Whether the date says which of several attacks on one place is meant."""
        return self.start != NO_DAY and self.end != NO_DAY and self.end - self.start < LONGEST_EXACT_DAYS


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether two cases are one attack, how well they agree, and the reasons for or against.

    `vague` says that one of them is too coarse in place or date to be sure without uniqueness. `near` marks
    a refusal although place and days agree: a near miss.
    """

    same: bool
    score: float
    reasons: tuple[str, ...]
    vague: bool = False
    near: bool = False


_HOUR_WORDS = (
    (0, "night|tonight|overnight|midnight", "ليل|ليلا|ليلة"),
    (1, "dawn|daybreak|sunrise", "فجر|فجرا"),
    (2, "morning", "صباح|صباحا"),
    (3, "noon|midday", "ظهر|ظهرا|ظهيرة"),
    (4, "afternoon", "عصر|عصرا"),
    (5, "evening|dusk|sunset", "مساء|مغرب"),
)
_PREFIXES = [conjunction + article for conjunction in ("", "و", "ف", "ب", "ل") for article in ("", "ال")]
_HOURS = {word: part for part, english, _ in _HOUR_WORDS for word in english.split("|")} | {
    prefix + word: part
    for part, _, arabic in _HOUR_WORDS
    for word in arabic.split("|")
    for prefix in _PREFIXES
}
_WORD = re.compile(r"\w+")
_CLOCK = re.compile(r"\b(1[0-2]|0?[1-9])(?:[:.][0-5]\d)? ?([ap])\.?m\b")
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "أولى": 1,
    "اولى": 1,
    "ثانية": 2,
    "ثالثة": 3,
    "رابعة": 4,
}
_WAVE = re.compile(
    r"\b(first|second|third|fourth) (?:wave|barrage|salvo|round|volley)\b"
    r"|(?:موجة|دفعة|رشقة|هجمة|ضربة|غارة) (?:ال)?(أولى|اولى|ثانية|ثالثة|رابعة)\b"
)
_WAVE_WORDS = frozenset(
    "wave barrage salvo round volley الموجة موجة الدفعة دفعة الرشقة رشقة الهجمة هجمة الضربة ضربة الغارة غارة".split()
)


@lru_cache(maxsize=1 << 14)
def _place_name(name: str) -> str:
    return "name:" + " ".join(fold(name).split())


@lru_cache(maxsize=1 << 12)
def _families(types: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    told = frozenset(t for t in types if t not in ("unspecified", "other"))
    return told, frozenset(FAMILIES[t] for t in told if t in FAMILIES)


@lru_cache(maxsize=1 << 12)
def _one(value: str) -> frozenset[str]:
    # "unidentified gunmen" names nobody, so it neither agrees nor contradicts.
    return frozenset() if not value or value.startswith("unidentified") else frozenset((value,))


_NO_HOURS: frozenset[int] = frozenset()


def _told_time(quote: str) -> tuple[frozenset[int], int]:
    """The parts of the day that a sentence names, and the number of the wave, 0 where it has none."""
    lower = quote.lower()
    words = _WORD.findall(lower)
    found = [_HOURS[word] for word in words if word in _HOURS]
    found += [_clock(int(hour), half) for hour, half in _CLOCK.findall(lower)]
    wave = None if _WAVE_WORDS.isdisjoint(words) else _WAVE.search(lower)
    return frozenset(found) if found else _NO_HOURS, _ORDINALS[wave[1] or wave[2]] if wave else 0


def _clock(hour: int, half: str) -> int:
    """The part of the day of an hour on a twelve-hour clock."""
    hour = hour % 12 + (12 if half == "p" else 0)
    return next(
        part for until, part in ((3, 0), (6, 1), (11, 2), (14, 3), (17, 4), (21, 5), (24, 0)) if hour < until
    )


def _range(low: int | None, stated: int | None, high: int | None) -> Range | None:
    known = [each for each in (low, stated, high) if each is not None]
    return (min(known), max(known)) if known else None


def case_of(report: Report) -> Case:
    """What one report says, as a case."""
    date = report.date
    start, end = date.start or date.end, date.end or date.start
    types, families = _families(report.attack_types)
    resolved = report.lat is not None and report.lon is not None
    actors = _one(report.actor or "")
    hours, wave = _told_time(report.quote)
    return Case(
        place=report.place_id or (_place_name(report.place_name) if report.place_name else ""),
        level=LEVELS.get(report.geo_precision or "", NOWHERE) if resolved else NOWHERE,
        country=report.country or "",
        governorate=report.governorate or "",
        lat=report.lat if report.lat is not None else math.nan,
        lon=report.lon if report.lon is not None else math.nan,
        radius=report.radius_km or 1.0,
        start=start.toordinal() if start else NO_DAY,
        end=end.toordinal() if end else NO_DAY,
        published=date.basis == "publication",
        weekday=-1 if date.weekday is None else date.weekday,
        types=types,
        families=families,
        actors=actors,
        claimants=actors if report.actor_status == "claimed" else _one(""),
        targets=_one(report.target or ""),
        killed=_range(report.killed_min, report.killed, report.killed_max),
        injured=_range(report.injured_min, report.injured, report.injured_max),
        whom=report.killed_whom if report.killed_whom in ("attackers", "target_force", "civilians") else "",
        weapons=report.weapon_count or 0,
        hours=hours,
        wave=wave,
        said=hash(" ".join(report.quote.split())) if report.quote else 0,
    )


def united(a: Case, b: Case) -> Case:
    """What two cases of one attack say together: the finer place and days of `a`, and all else of both."""
    if b.exact and a.exact and (max(a.start, b.start) <= min(a.end, b.end)):
        start, end = max(a.start, b.start), min(a.end, b.end)
    else:
        start, end = a.start, a.end
    return Case(
        a.place, a.level, a.country, a.governorate, a.lat, a.lon, a.radius, start, end,
        a.published and b.published, a.weekday, a.types | b.types, a.families | b.families,
        a.actors | b.actors, a.claimants | b.claimants, a.targets | b.targets, _wider(a.killed, b.killed),
        _wider(a.injured, b.injured), a.whom or b.whom, a.weapons or b.weapons, a.hours | b.hours,
        a.wave or b.wave, a.said,
    )  # fmt: skip


def _wider(a: Range | None, b: Range | None) -> Range | None:
    if a is None or b is None:
        return a or b
    return min(a[0], b[0]), max(a[1], b[1])


def distance_km(a: Case, b: Case) -> float:
    """The distance between two cases' places in km, on a plane: good enough for some tens of kilometres."""
    return math.hypot((a.lat - b.lat) * 111.2, (a.lon - b.lon) * 111.2 * math.cos(math.radians(a.lat)))


def reach_km(case: Case) -> float:
    """How far from its point a place may hold another that lies in it."""
    if case.level == SITE:
        return SAME_SITE_KM
    # A city's name covers what lies outside its built-up circle, its airport first; a quarter's does not.
    return 2 * case.radius if case.level == TOWN and case.radius >= 4 else 1.25 * case.radius


def hopeless(a: Case, b: Case) -> bool:
    """Whether two cases of different or wide dates share nothing that `agree` would need, found quickly."""
    if a.exact and b.exact:
        if max(a.start, b.start) <= min(a.end, b.end) or (a.published or b.published):
            return False
        tied = bool(a.hours and b.hours)
    else:
        tied = bool(a.actors & b.actors)
    if tied or a.said == b.said or (a.weapons >= 2 and a.weapons == b.weapons):
        return False
    return not (_equal(a.killed, b.killed, 1) or _equal(a.injured, b.injured, 3))


def agree(a: Case, b: Case) -> Verdict:
    """Whether two cases tell one attack, with the reasons; the order of the two does not matter."""
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


def _place(a: Case, b: Case) -> tuple[float, str]:
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
    apart = distance_km(a, b)
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


def _days(a: Case, b: Case) -> tuple[float, str]:
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


def _by_night(a: Case, b: Case) -> bool:
    """Whether both speak of the night or the dawn, when one attack has two dates."""
    return bool(a.hours & {0, 1}) and bool(b.hours & {0, 1}) and a.types == b.types


def _types(a: Case, b: Case, place: float, strong: bool) -> tuple[float, str]:
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


def _support(a: Case, b: Case) -> tuple[float, list[str]]:
    """What ties two cases besides place, day and type; 2 and more is as good as a name."""
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


def _against(a: Case, b: Case, place: float, strong: bool) -> str:
    """The contradiction that makes two cases two attacks, "" where there is none."""
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
