"""What a report, or a group of reports, says of an attack, in the terms in which two are compared."""

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from language.fold import fold
from pipeline.attack_kinds import family_of
from pipeline.model import Report

__all__ = ["LONGEST_EXACT_DAYS", "NO_DAY", "Account", "Range", "account_of", "united_account"]

LONGEST_EXACT_DAYS = 4  # an interval longer than this does not say which of several attacks is meant
LEVELS = {"site": 0, "town": 1, "district": 2, "governorate": 3, "area": 4, "country": 5}
SITE, TOWN, DISTRICT, GOVERNORATE, AREA, COUNTRY, NOWHERE = range(7)
NO_DAY = 0
# Classes whose radius may tell how unsure their point is, not how far they reach.
EXTENTS_KM = {"quarter": 1.5, "village": 2.0, "town": 4.0, "city": 8.0}

Range = tuple[int, int]


@dataclass(slots=True)
class Account:
    """What a report, or a group of them, says of an attack, in the terms that `pipeline.merging.agreement.agree` compares.

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
    return told, frozenset(filter(None, map(family_of, told)))


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


def _extent_km(report: Report) -> float:
    """How far a report's place reaches from its point, in km: an unsure point makes a village no larger."""
    stated = report.radius_km or 1.0
    return min(stated, EXTENTS_KM.get(report.feature_class or "", stated))


def account_of(report: Report) -> Account:
    """What one report says, as an account."""
    date = report.date
    start, end = date.start or date.end, date.end or date.start
    types, families = _families(report.attack_types)
    resolved = report.lat is not None and report.lon is not None
    actors = _one(report.actor or "")
    hours, wave = _told_time(report.quote)
    return Account(
        place=report.place_id or (_place_name(report.place_name) if report.place_name else ""),
        level=LEVELS.get(report.geo_precision or "", NOWHERE) if resolved else NOWHERE,
        country=report.country or "",
        governorate=report.governorate or "",
        lat=report.lat if report.lat is not None else math.nan,
        lon=report.lon if report.lon is not None else math.nan,
        radius=_extent_km(report),
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


def united_account(a: Account, b: Account) -> Account:
    """What two accounts of one attack say together: the finer place and days of `a`, and all else of both."""
    if b.exact and a.exact and (max(a.start, b.start) <= min(a.end, b.end)):
        start, end = max(a.start, b.start), min(a.end, b.end)
    else:
        start, end = a.start, a.end
    return Account(
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
