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
    Account,
    account_of,
    united_account,
)
from pipeline.merging.agreement import Verdict, agree, cannot_agree, reach_km
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
    account: Account
    members: list[int]
    articles: set[str] = field(default_factory=set)  # of the members, once they are more than a few


def group_reports(reports: Sequence[Report], trail: bool = False) -> Grouping:
    """The reports partitioned into attacks; with `trail`, why each was joined and what nearly was."""
    ids = [each.report_id for each in reports]
    accounts: list[Account | None] = [account_of(each) for each in reports]
    order = sorted(
        range(len(reports)), key=lambda at: (*_standing(accounts[at]), ids[at], reports[at].article_id)
    )
    finder = _Finder([each.article_id for each in reports], trail)
    for at in order:
        if (account := accounts[at]) is not None:
            finder.add(at, account)
        accounts[at] = None  # what is compared later is the group's account
    return Grouping([group.members for group in finder.groups], ids, finder.links, finder.near_misses)


def _standing(account: Account | None) -> tuple[int, int, float, int, int, int]:
    """The order in which accounts are taken: who knows place, day and type best, first."""
    assert account is not None
    known = (
        (account.killed is not None)
        + bool(account.actors)
        + bool(account.targets)
        + bool(account.hours or account.wave)
    )
    return (
        not account.exact,
        account.level,
        account.radius,
        account.end - account.start,
        not account.families,
        -known,
    )


class _Finder:
    """The groups so far, and where to look for them."""

    def __init__(self, article_of: Sequence[str], trail: bool) -> None:
        self.groups: list[_Group] = []
        self.links: list[Link] = []
        self.near_misses: list[Link] = []
        self._article_of = article_of
        self._trail = trail
        self._index: dict[Key, list[int]] = defaultdict(list)

    def add(self, at: int, account: Account) -> None:
        """Put one report into the group it belongs to, or into a new one."""
        agreeing: list[tuple[float, int, Verdict]] = []
        for number in self._candidates(account):
            group = self.groups[number]
            if cannot_agree(group.account, account) and not self._trail:
                continue
            verdict = agree(group.account, account)
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
                self._join(at, account, -number, verdict)
                return
            if self._trail:
                unsure = Verdict(False, 0.0, ("fits several and tells them not apart",), near=True)
                found = [agreeing[0], *rivals]
                self.near_misses += [Link(at, self.groups[-each[1]].members[0], unsure) for each in found]
        self._open(at, account)

    def _may_join(self, at: int, group: _Group) -> bool:
        """Two reports of one article are two attacks: it told them apart."""
        article = self._article_of[at]
        if len(group.members) <= _FEW:
            return all(self._article_of[each] != article for each in group.members)
        if not group.articles:
            group.articles.update(self._article_of[each] for each in group.members)
        return article not in group.articles

    def _join(self, at: int, account: Account, number: int, verdict: Verdict) -> None:
        group = self.groups[number]
        if self._trail:
            self.links.append(Link(at, group.members[0], verdict))
        group.members.append(at)
        if group.articles:
            group.articles.add(self._article_of[at])
        group.account = united_account(group.account, account)

    def _open(self, at: int, account: Account) -> None:
        self.groups.append(_Group(account, [at]))
        for key in _homes(account):
            self._index[key].append(len(self.groups) - 1)

    def _candidates(self, account: Account) -> list[int]:
        found: set[int] = set()
        index = self._index
        for key in _looks(account):
            if key in index:
                found.update(index[key])
        return sorted(found) if len(found) > 1 else list(found)


_FEW = 16


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return math.floor(lat / CELL), math.floor(lon / CELL)


def _homes(account: Account) -> Iterator[Key]:
    """The keys under which a group is found."""
    if not account.exact:
        yield (_VAGUE, account.place)
        return
    for day in range(account.start, account.end + 1):
        if account.level <= DISTRICT:
            yield (day, *_cell(account.lat, account.lon))
        if account.level <= GOVERNORATE and account.governorate:
            yield (day, account.country, account.governorate)
        if account.level != NOWHERE:
            yield (day, account.country)
        if account.level == AREA:
            yield (day, AREA)
        if account.level == NOWHERE and account.place:
            yield (day, account.place)


def _looks(account: Account) -> list[Key]:
    """The keys of the groups that a report might belong to."""
    if not account.place:
        return []
    found: list[Key] = []
    if not account.exact:
        found.append((_VAGUE, account.place))
        if (
            account.start == NO_DAY
            or account.end - account.start > LONGEST_PERIOD_DAYS
            or account.level > DISTRICT
        ):
            return found
    days = range(account.start - 1, account.end + 2)
    if account.level <= DISTRICT:
        cells = _cells_in_reach(account)
        return found + [(day, row, column) for day in days for row, column in cells]
    if account.level == GOVERNORATE:
        return [(day, account.country, account.governorate) for day in days]
    wide = {COUNTRY: account.country, AREA: AREA}.get(account.level, account.place)
    return [(day, wide) for day in days]


def _cells_in_reach(account: Account) -> list[tuple[int, int]]:
    """The map cells in which a group may lie that the account agrees with in place.

    Coarser groups of exact days come later than the account, so its own reach is enough for it.
    """
    reach = (reach_km(account) if account.exact else WIDEST_REACH_KM) / 111.2
    wide = reach / max(0.2, math.cos(math.radians(account.lat)))
    low, high = _cell(account.lat - reach, account.lon - wide), _cell(account.lat + reach, account.lon + wide)
    return [(row, column) for row in range(low[0], high[0] + 1) for column in range(low[1], high[1] + 1)]
