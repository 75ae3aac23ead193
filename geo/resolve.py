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
CURATED_LAYER, DUMP_LAYER = 2, -1
# Below this a far city that the article's countries do not hold is more likely a word or a namesake.
FAMOUS_POPULATION = 500_000
# "مدينة تونس" is the capital; "تونس" alone is the country.
TOWN_HEADS = frozenset("city town village quarter airport".split())
# A dump's village needs its container close by: "أكثر" may lie in any district that the sentence names.
REACH, SHORT_REACH = 14, 4
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
    "shy_record": -0.55,  # the same of a record that nobody curated
    "strict": -0.9,  # a word that not even its container or a preposition makes a place: "في عدوان على"
    "country": 0.15,  # the article speaks of the candidate's country
    "stranger": -0.2,  # the article speaks of other countries only
    "small_stranger": -0.3,  # the same of a packaged town: "باردو" in Tunis is not "in Ordu"
    "elsewhere": -0.45,  # it needs its country in the article, which does not name it: "بشار" is not in Algeria
    "namesake": -0.2,  # nobody curated it, and a namesake is curated: "زنجبار" is in Abyan before it is Zanzibar
    "state": -0.35,  # the town of a name that is a country's: "تونس"
    "like": -0.45,  # "كبغداد" compares; "كبير على" is no Bir Ali
    "listed": 0.3,  # the next name of a list whose names before lie near
    "located": 0.2,
    "contained": 0.4,  # its container is named beside it
    "curated": 0.1,
    "population": 0.03,  # for each power of ten
    "near": 0.15,  # another place of the sentence lies within 100 km
    "unlocated": -0.05,
    "area": -0.12,  # a governorate or district without its head word
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
        # A dump's namesakes say nothing of what is meant: "غزة" is in Palestine, whoever fetched Lebanon's villages.
        places = [place for place in toponym.candidates if place.layer > DUMP_LAYER] or toponym.candidates
        if toponym.common or not places:
            continue
        first = places[0]
        if len(places) == 1:
            # A town that few know does not speak for its own country: "باردو" would make Turkey of a museum in Tunis.
            if not first.cue and not small_record(first):
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
        dumped = all(place.layer == DUMP_LAYER for place in toponym.candidates)
        reach = SHORT_REACH if toponym.common or dumped else REACH
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
    rivals = any(other.layer >= CURATED_LAYER for other in toponym.candidates)
    # A container proves little where the name is a word or, in a dump, a known place's: "غزة" in the Bekaa.
    word = toponym.common and place.layer < CURATED_LAYER
    doubtful = place.cue == "strict" or word or (place.layer == DUMP_LAYER and (rivals or loose(toponym)))
    contained = not doubtful and held(place, holders)
    named = context.countries[place.country] > 0
    total = WEIGHTS["base"] + headed(place, toponym) + shyness(place, toponym, contained) + standing(place)
    if contained:
        total += WEIGHTS["contained"]
    if named:
        total += WEIGHTS["country"] * (0.5 + 0.5 * context.countries[place.country] / context.total)
    elif context.total and place.country:
        total += WEIGHTS["small_stranger" if small_record(place) else "stranger"]
    total += doubts(place, toponym, named or contained, rivals)
    if any_within_km(beside, place, 100):
        total += WEIGHTS["near"]
    limit = FAR_KM.get(place.feature.name)
    if limit and not contained and context.anchors and not any_within_km(context.anchors, place, limit):
        total += WEIGHTS["far"]
    if (
        (place.cue or toponym.common)
        and toponym.proclitics.startswith("و")
        and any(listed(o, toponym, place) for o in neighbours)
    ):
        total += WEIGHTS["listed"]
    return total


def standing(place: Place) -> float:
    """What speaks for a place whatever the text: who entered it, how large it is, whether its point is known."""
    points = WEIGHTS["curated"] if place.layer >= CURATED_LAYER else 0.0
    if place.population > 0:
        points += WEIGHTS["population"] * math.log10(place.population)
    elif place.feature.name in {"city", "governorate", "country"}:
        points += WEIGHTS["population"] * 5
    return points if place.located else points + WEIGHTS["unlocated"]


def headed(place: Place, toponym: Toponym) -> float:
    """What the head word says of a candidate, or that there is none."""
    kind = place.feature.name
    if not toponym.head:
        # Without a head a name that a city shares with its governorate is the city.
        return WEIGHTS["area"] if kind in {"governorate", "district", "subdistrict"} else 0.0
    points = 0.05 if kind == toponym.head else 0.0
    if kind in HEAD_CLASSES.get(toponym.head, {toponym.head}):
        return points + (WEIGHTS["head"] if place.layer > DUMP_LAYER or own_head(place, toponym) else 0.0)
    before = toponym.first != toponym.name_first
    if before and not (toponym.head in SITE_HEADS and place.feature.settlement):
        points += WEIGHTS["head_clash"]
    return points


def shyness(place: Place, toponym: Toponym, contained: bool) -> float:
    """What speaks against a name that is a word as well and stands without head word or container."""
    strict = place.cue == "strict"
    head = own_head(place, toponym) if place.layer == DUMP_LAYER else bool(toponym.head)
    if not (place.cue == "head" or toponym.common or strict) or head or (contained and not strict):
        return 0.0
    town = place.layer >= CURATED_LAYER and place.feature.rank in {2, 3}
    # In Latin letters a capital tells the name from the word: "al-Qaim" is the town.
    if town and toponym.latin:
        return 0.0
    if strict:
        return WEIGHTS["strict"]
    if place.layer < CURATED_LAYER:
        return WEIGHTS["shy_record"]
    # "في القائم": the preposition speaks for the town that the word also is, not for a quarter or a village.
    return WEIGHTS["shy"] + (WEIGHTS["located"] if town and toponym.located else 0.0)


def own_head(place: Place, toponym: Toponym) -> bool:
    """Whether the head word is the place's own: "قرية" of a village, not "مناطق" before "واسعة"."""
    return toponym.head == place.feature.name or (toponym.head == "village" and place.feature.settlement)


def loose(toponym: Toponym) -> bool:
    """Whether a name of one word stands where no place need stand: "أبو حمزة", not "في سلبة"."""
    placed = toponym.head or toponym.located or toponym.near or toponym.direction
    return not placed and toponym.name_last == toponym.name_first + 1


def small_record(place: Place) -> bool:
    """Whether a place is a packaged town that few know."""
    return place.layer == 0 and place.feature.settlement and place.population < FAMOUS_POPULATION


def doubts(place: Place, toponym: Toponym, near: bool, rivals: bool) -> float:
    """What speaks against a candidate that is right elsewhere: (negative) points.

    `near` says that the article names its country or container, `rivals` that a namesake was curated.
    """
    against = 0.0
    # A description such as "the US embassy" brings its head word with it; a town's head word speaks for the town.
    town = place.feature.settlement and place.feature.name in HEAD_CLASSES.get(toponym.head, ())
    if place.cue == "country" and not near and not town:
        against += WEIGHTS["elsewhere"]
    if rivals and (place.layer == DUMP_LAYER or (place.layer < CURATED_LAYER and not near)):
        against += WEIGHTS["namesake"]
    states = [other for other in toponym.candidates if other.feature.name == "country"]
    own = any(state.country == place.country for state in states)
    if (
        place.feature.settlement
        and toponym.head not in TOWN_HEADS
        and (own or (states and packaged_town(place)))
    ):
        against += WEIGHTS["state"]
    if "ك" in toponym.proclitics:
        against += WEIGHTS["like"]
    return against


def packaged_town(place: Place) -> bool:
    """Whether a place is a settlement that nobody curated: Tunis, Algiers."""
    return place.layer < CURATED_LAYER and place.feature.settlement


def listed(other: Toponym, toponym: Toponym, place: Place) -> bool:
    """Whether the other stands right before the toponym and has a reading within 40 km of the place."""
    return 0 <= toponym.first - other.last <= 1 and any(
        distance_km(p, place) < 40 for p in other.candidates[:3]
    )


def held(place: Place, holders: Sequence[Place]) -> bool:
    """Whether one of the places around contains the place more closely than a country does."""
    return any(outer is not place and contains(outer, place) for outer in holders)
