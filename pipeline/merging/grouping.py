"""Reports into groups, one a told attack: candidates by day and map cell, the surest reports first.

The result is a pure function of the set of reports. They are taken in an order of their own (exact days
before periods, sites before towns before governorates, then by id), so whoever comes later is compared
with what is known better. A report joins the group that it agrees with best; one that is too coarse to
choose between two of them joins neither. Work is proportional to the reports: each meets only the groups
of its days and its neighbourhood.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.merging.account import (
    AREA,
    COUNTRY,
    DISTRICT,
    GOVERNORATE,
    NO_DAY,
    NOWHERE,
    Case,
    case_of,
    united,
)
from pipeline.merging.agreement import Verdict, agree, hopeless, reach_km
from pipeline.model import Report

__all__ = ["Grouping", "Link", "group_reports"]

CELL = 0.25  # degrees; about 25 km in the region
WIDEST_REACH_KM = 30.0
LONGEST_PERIOD_DAYS = 62  # a report of "that year" is attached to nothing
CLEARLY_BETTER = 1.0
_VAGUE, _EXACT = "vague", "exact"

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Why a report is, or is not, with the group of `other`; both are places in the list of reports."""

    report: int
    other: int
    verdict: Verdict


@dataclass(slots=True)
class Grouping:
    """The groups as lists of places in the list of reports, with the trail where it was asked for.

    `ids` are the ids of the reports, which take a while to compute.
    """

    groups: list[list[int]]
    ids: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    near_misses: list[Link] = field(default_factory=list)


@dataclass(slots=True)
class _Group:
    case: Case
    members: list[int]
    articles: set[str] = field(default_factory=set)  # of the members, once they are more than a few


def group_reports(reports: Sequence[Report], trail: bool = False) -> Grouping:
    """The reports partitioned into attacks; with `trail`, why each was joined and what nearly was."""
    ids = [each.report_id for each in reports]
    cases: list[Case | None] = [case_of(each) for each in reports]
    order = sorted(
        range(len(reports)), key=lambda at: (*_standing(cases[at]), ids[at], reports[at].article_id)
    )
    finder = _Finder([each.article_id for each in reports], trail)
    for at in order:
        if (case := cases[at]) is not None:
            finder.add(at, case)
        cases[at] = None  # what is compared later is the group's case
    return Grouping([group.members for group in finder.groups], ids, finder.links, finder.near_misses)


def _standing(case: Case | None) -> tuple[int, int, float, int, int, int]:
    """The order in which cases are taken: who knows place, day and type best, first."""
    assert case is not None
    known = (case.killed is not None) + bool(case.actors) + bool(case.targets) + bool(case.hours or case.wave)
    return (not case.exact, case.level, case.radius, case.end - case.start, not case.families, -known)


class _Finder:
    """The groups so far, and where to look for them."""

    def __init__(self, article_of: Sequence[str], trail: bool) -> None:
        self.groups: list[_Group] = []
        self.links: list[Link] = []
        self.near_misses: list[Link] = []
        self._article_of = article_of
        self._trail = trail
        self._index: dict[Key, list[int]] = defaultdict(list)

    def add(self, at: int, case: Case) -> None:
        """Put one report into the group it belongs to, or into a new one."""
        agreeing: list[tuple[float, int, Verdict]] = []
        for number in self._candidates(case):
            group = self.groups[number]
            if hopeless(group.case, case) and not self._trail:
                continue
            verdict = agree(group.case, case)
            if verdict.same and not self._may_join(at, group):
                verdict = Verdict(False, 0.0, ("told apart by one article",), near=True)
            if verdict.same:
                agreeing.append((verdict.score, -number, verdict))
            elif verdict.near and self._trail:
                self.near_misses.append(Link(at, group.members[0], verdict))
        if agreeing:
            agreeing.sort(key=lambda each: each[:2], reverse=True)
            score, number, verdict = agreeing[0]
            rivals = [each for each in agreeing[1:] if score - each[0] < CLEARLY_BETTER]
            if not (verdict.vague and rivals):
                self._join(at, case, -number, verdict)
                return
            if self._trail:
                unsure = Verdict(False, 0.0, ("fits several and tells them not apart",), near=True)
                found = [agreeing[0], *rivals]
                self.near_misses += [Link(at, self.groups[-each[1]].members[0], unsure) for each in found]
        self._open(at, case)

    def _may_join(self, at: int, group: _Group) -> bool:
        """Two reports of one article are two attacks: it told them apart."""
        article = self._article_of[at]
        if len(group.members) <= _FEW:
            return all(self._article_of[each] != article for each in group.members)
        if not group.articles:
            group.articles.update(self._article_of[each] for each in group.members)
        return article not in group.articles

    def _join(self, at: int, case: Case, number: int, verdict: Verdict) -> None:
        group = self.groups[number]
        if self._trail:
            self.links.append(Link(at, group.members[0], verdict))
        group.members.append(at)
        if group.articles:
            group.articles.add(self._article_of[at])
        group.case = united(group.case, case)

    def _open(self, at: int, case: Case) -> None:
        self.groups.append(_Group(case, [at]))
        for key in _homes(case):
            self._index[key].append(len(self.groups) - 1)

    def _candidates(self, case: Case) -> list[int]:
        found: set[int] = set()
        index = self._index
        for key in _looks(case):
            if key in index:
                found.update(index[key])
        return sorted(found) if len(found) > 1 else list(found)


_FEW = 16


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return math.floor(lat / CELL), math.floor(lon / CELL)


def _homes(case: Case) -> Iterator[Key]:
    """The keys under which a group is found."""
    if not case.exact:
        yield (_VAGUE, case.place)
        return
    for day in range(case.start, case.end + 1):
        if case.level <= DISTRICT:
            yield (day, *_cell(case.lat, case.lon))
        if case.level <= GOVERNORATE and case.governorate:
            yield (day, case.country, case.governorate)
        if case.level != NOWHERE:
            yield (day, case.country)
        if case.level == AREA:
            yield (day, AREA)
        if case.level == NOWHERE and case.place:
            yield (day, case.place)


def _looks(case: Case) -> list[Key]:
    """The keys of the groups that a report might belong to."""
    if not case.place:
        return []
    found: list[Key] = []
    if not case.exact:
        found.append((_VAGUE, case.place))
        if case.start == NO_DAY or case.end - case.start > LONGEST_PERIOD_DAYS or case.level > DISTRICT:
            return found
    days = range(case.start - 1, case.end + 2)
    if case.level <= DISTRICT:
        cells = _cells_in_reach(case)
        return found + [(day, row, column) for day in days for row, column in cells]
    if case.level == GOVERNORATE:
        return [(day, case.country, case.governorate) for day in days]
    wide = {COUNTRY: case.country, AREA: AREA}.get(case.level, case.place)
    return [(day, wide) for day in days]


def _cells_in_reach(case: Case) -> list[tuple[int, int]]:
    """The map cells in which a group may lie that the case agrees with in place.

    Coarser groups of exact days come later than the case, so its own reach is enough for it.
    """
    reach = (reach_km(case) if case.exact else WIDEST_REACH_KM) / 111.2
    wide = reach / max(0.2, math.cos(math.radians(case.lat)))
    low, high = _cell(case.lat - reach, case.lon - wide), _cell(case.lat + reach, case.lon + wide)
    return [(row, column) for row in range(low[0], high[0] + 1) for column in range(low[1], high[1] + 1)]
