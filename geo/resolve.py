"""Resolving toponyms: which of the places that bear a name is meant, or none.

A candidate's score adds what speaks for it. The weights are in WEIGHTS, each with its reason; below
THRESHOLD the toponym stays unresolved. What else the article names decides between namesakes.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from geo.places import HEAD_CLASSES, Place, any_within_km, contains, distance_km
from geo.toponyms import Toponym

__all__ = ["Context", "resolve"]

THRESHOLD = 0.5
WIDE_CLASSES = frozenset({"country", "region", "sea", "border"})
MOST_ANCHORS = 12
# "ساحة حانين" is a square in Hanin: the town is as much as the name tells.
SITE_HEADS = frozenset("site road hospital religious_site bridge power government".split())
# A quarter belongs to a city that the article names; a small village is not far from what it names.
FAR_KM = {"quarter": 40.0, "village": 200.0, "road": 60.0, "site": 150.0}
WEIGHTS = {
    "base": 0.55,  # a name that is in the gazetteer and passed recognition
    "head": 0.35,  # the head word names the candidate's own class
    "head_clash": -0.45,  # the head word names another class: "قاعدة الشدادي" is not the town
    "shy": -0.45,  # an everyday word without head or container
    "country": 0.15,  # the article speaks of the candidate's country
    "stranger": -0.2,  # the article speaks of other countries only
    "listed": 0.3,  # the next name of a list whose names before lie near
    "located": 0.2,
    "contained": 0.4,  # its container is named beside it
    "curated": 0.1,
    "population": 0.03,  # for each power of ten
    "near": 0.15,  # another place of the sentence lies within 100 km
    "unlocated": -0.05,
    "far": -0.45,  # a quarter of a city that the article does not name
}


@dataclass(frozen=True, slots=True)
class Context:
    """What the article speaks of: how often it names something in each country, in all `total` times."""

    countries: Counter[str]
    anchors: tuple[Place, ...] = ()
    total: int = 0


def article_context(toponyms: Sequence[Toponym]) -> Context:
    """The countries of the toponyms that have only one reading, each counted once a mention."""
    countries: Counter[str] = Counter()
    anchors: dict[str, Place] = {}
    for toponym in toponyms:
        places = toponym.candidates
        if toponym.common or not places:
            continue
        first = places[0]
        if len(places) == 1:
            if not first.cue:
                countries[first.country] += 1
            if first.located and first.feature.rank in {0, 2, 3}:
                anchors[first.place_id] = first
        elif all(p.country == first.country for p in places) and not all(p.cue for p in places):
            countries[first.country] += 1
    return Context(countries, tuple(anchors.values())[:MOST_ANCHORS], countries.total())


def resolve(toponyms: list[Toponym]) -> list[Toponym]:
    """Sets place, score and reason of each toponym of an article, in place; returns the list."""
    context = article_context(toponyms)
    for number, toponym in enumerate(toponyms):
        if not toponym.candidates:
            toponym.reason = "resolve.not_in_gazetteer"
            continue
        neighbours = [
            t
            for t in toponyms[max(0, number - 3) : number + 4]
            if t is not toponym and abs(t.first - toponym.first) < 14
        ]
        reach = 4 if toponym.common else 14
        holders = [
            outer
            for other in neighbours
            if abs(other.first - toponym.first) <= reach
            for outer in other.candidates[:4]
            if outer.feature.name not in WIDE_CLASSES
        ]
        # Only namesakes are told apart by what lies near.
        beside = [p for t in neighbours for p in t.candidates[:3]] if len(toponym.candidates) > 1 else []
        best, most = toponym.candidates[0], -math.inf
        for place in toponym.candidates:
            points = score(place, toponym, neighbours, context, holders, beside)
            if points > most:
                best, most = place, points
        toponym.score = round(max(0.0, min(1.0, most)), 3)
        if most < THRESHOLD:
            toponym.reason = "resolve.below_threshold"
            continue
        toponym.place = best
        only = len(toponym.candidates) == 1
        toponym.reason = "resolve.only_candidate" if only else "resolve.best_of_several"
    return toponyms


def score(
    place: Place,
    toponym: Toponym,
    neighbours: Sequence[Toponym],
    context: Context,
    holders: Sequence[Place],
    beside: Sequence[Place],
) -> float:
    """How well a candidate fits its toponym and its surroundings.

    `holders` are the places around that may contain it, `beside` those that tell namesakes apart.
    """
    total = WEIGHTS["base"]
    wanted = HEAD_CLASSES.get(toponym.head) or (frozenset({toponym.head}) if toponym.head else frozenset())
    if wanted:
        if place.feature.name in wanted:
            total += WEIGHTS["head"]
        elif (
            not (toponym.head in SITE_HEADS and place.feature.settlement)
            and toponym.first != toponym.name_first
        ):
            total += WEIGHTS["head_clash"]
        if place.feature.name == toponym.head:
            total += 0.05
    contained = held(place, holders)
    if contained:
        total += WEIGHTS["contained"]
    # In Latin letters a capital tells the name from the word: "al-Qaim" is the town.
    plain = place.cue or toponym.common
    if (
        plain
        and not toponym.head
        and not contained
        and not (toponym.latin and place.layer >= 2 and place.feature.rank in {2, 3})
    ):
        total += WEIGHTS["shy"]
        # "في القائم": the preposition speaks for the town that the word also is, not for a quarter or a village.
        if toponym.located and place.feature.rank in {2, 3} and place.layer >= 2:
            total += WEIGHTS["located"]
    if context.countries[place.country]:
        total += WEIGHTS["country"] * (0.5 + 0.5 * context.countries[place.country] / context.total)
    elif context.total and place.country:
        total += WEIGHTS["stranger"]
    if place.layer >= 2:
        total += WEIGHTS["curated"]
    if place.population > 0:
        total += WEIGHTS["population"] * math.log10(place.population)
    elif place.feature.name in {"city", "governorate", "country"}:
        total += WEIGHTS["population"] * 5
    if any_within_km(beside, place, 100):
        total += WEIGHTS["near"]
    # Without a head a name that a city shares with its governorate is the city.
    if not toponym.head and place.feature.name in {"governorate", "district", "subdistrict"}:
        total -= 0.12
    limit = FAR_KM.get(place.feature.name)
    if limit and not contained and context.anchors and not any_within_km(context.anchors, place, limit):
        total += WEIGHTS["far"]
    if (
        (place.cue or toponym.common)
        and toponym.proclitics.startswith("و")
        and any(listed(o, toponym, place) for o in neighbours)
    ):
        total += WEIGHTS["listed"]
    if not place.located:
        total += WEIGHTS["unlocated"]
    return total


def listed(other: Toponym, toponym: Toponym, place: Place) -> bool:
    """Whether the other stands right before the toponym and has a reading within 40 km of the place."""
    return 0 <= toponym.first - other.last <= 1 and any(
        distance_km(p, place) < 40 for p in other.candidates[:3]
    )


def held(place: Place, holders: Sequence[Place]) -> bool:
    """Whether one of the places around contains the place more closely than a country does."""
    return any(outer is not place and contains(outer, place) for outer in holders)
