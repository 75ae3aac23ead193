"""Toponyms that say one place ever more coarsely: "حقل العمر بريف دير الزور" is one place, the field."""

from dataclasses import dataclass

from geo.places import REACH_KM, Place, contains, distance_km
from geo.toponyms import Toponym
from language.tokens import Tokens
from pipeline.extract.annotation import MarkedSentence

__all__ = ["PlaceMention", "has_locative", "place_mentions"]

# A border or a river beside a place only says on which side of what it lies.
LINES = frozenset({"border", "river"})
TOWN_RANKS = frozenset({1, 2, 3})
# How many words may stand between the names of one place, and between those of a list.
LINKED, LISTED = 5, 6
# "قرب مستشفيات قطاع غزة": a noun or two may stand between the preposition and a region.
NOUNS_BETWEEN = 3
SHORTEST_ADJECTIVE = 5


@dataclass(slots=True)
class PlaceMention:
    """Toponyms that say one place ever more coarsely; `finest` is the place that counts."""

    toponyms: list[Toponym]
    finest: Toponym
    coordinated: bool = False

    @property
    def first(self) -> int:
        """The first token of the mention."""
        return min(t.first for t in self.toponyms)

    @property
    def last(self) -> int:
        """The token after the mention."""
        return max(t.last for t in self.toponyms)


def place_mentions(tokens: Tokens, marked: MarkedSentence) -> list[PlaceMention]:
    """The toponyms of a sentence grouped into mentions, left to right."""
    mentions: list[PlaceMention] = []
    words = tokens.words
    function_words = marked.context.knowledge.lexicon.function_words
    coordinators = function_words["coordinator"]
    for toponym in marked.toponyms:
        if toponym.place is None and not (toponym.head and not toponym.candidates):
            continue
        if mentions:
            previous = mentions[-1]
            between = words[previous.last : toponym.first]
            linked = len(between) <= LINKED and all(is_link(word, function_words["link"]) for word in between)
            if not between and not toponym.head and not words[toponym.first].isascii():
                # "يستهدف اليمن صنعاء تتوعد": two headlines side by side are no mention.
                linked = "ب" in toponym.proclitics or toponym.direction
            # "انطلقت من ناحية البغدادي على قاعدة عين الأسد": what is fired at is told apart, though it lies inside.
            fired_at = between[-1:] == ["علي"] and rank(toponym) < rank(previous.finest)
            linked = linked and not fired_at
            joined = toponym.proclitics.startswith(("و", "ف")) or (between and between[-1] in {"and", "و"})
            if linked and not joined and (toponym.direction or nested(previous.finest, toponym)):
                previous.toponyms.append(toponym)
                if astray(previous.finest, toponym) or (
                    not toponym.direction and rank(toponym) < rank(previous.finest)
                ):
                    previous.finest = toponym
                continue
            # "القائم وعكاشات في الأنبار": the container closes the whole list.
            listed = len(between) <= LISTED and all(
                is_link(word, function_words["link"]) or word in coordinators for word in between
            )
            mentions.append(
                PlaceMention(
                    [toponym],
                    toponym,
                    coordinated=listed and (joined or any(w in coordinators for w in between)),
                )
            )
        else:
            mentions.append(PlaceMention([toponym], toponym))
    for mention in mentions:
        mention.finest = known_around(mention)
    return mentions


def known_around(mention: PlaceMention) -> Toponym:
    """The finest toponym, or the town it is told by where no gazetteer knows it: "منطقة ... غربي مدينة البوكمال".

    That is as much as the text tells a reader without a better map: the town, and less exactly than the town.
    """
    finest = mention.finest
    if finest.place is not None and finest.place.located:
        return finest
    for toponym in mention.toponyms:
        place = toponym.place
        if toponym is not finest and place is not None and place.located and place.feature.rank in TOWN_RANKS:
            toponym.direction = True
            return toponym
    return finest


def astray(inner: Toponym, outer: Toponym) -> bool:
    """Whether a quarter's namesake in another town was taken: the town beside it is what is known."""
    if inner.place is None or outer.place is None or inner.place.feature.name not in {"quarter", "road"}:
        return False
    town = outer.place.feature.settlement and outer.place.feature.rank > inner.place.feature.rank
    return town and distance_km(inner.place, outer.place) > REACH_KM["town"]


def is_link(word: str, links: frozenset[str]) -> bool:
    """Whether a word may stand between the names of one nest: a link, or an adjective with its article."""
    return word in links or (
        word.startswith("ال") and word.endswith(("ي", "يه")) and len(word) > SHORTEST_ADJECTIVE
    )


def rank(toponym: Toponym) -> int:
    """How coarse a toponym is, 0 the finest."""
    return toponym.place.feature.rank if toponym.place else 1


def nested(inner: Toponym, outer: Toponym) -> bool:
    """Whether two toponyms side by side say one place, the one more coarsely than the other."""
    if inner.place is None or outer.place is None:
        return True
    if inner.place is outer.place or outer.place.feature.name in LINES or inner.place.feature.name in LINES:
        return True
    if speaks_for_governorate(outer.place, inner.place):
        return True
    reach = REACH_KM.get(outer.head, 0.0)
    if (
        reach
        and inner.place.country == outer.place.country
        and distance_km(outer.place, inner.place) <= reach
    ):
        return True
    return contains(outer.place, inner.place) or contains(inner.place, outer.place)


def speaks_for_governorate(outer: Place, inner: Place) -> bool:
    """Whether a city beside a finer place stands for its governorate: "قاعدة حرير في أربيل"."""
    same = outer.country == inner.country and outer.governorate == inner.governorate != ""
    return same and outer.feature.name == "city" and inner.feature.rank < outer.feature.rank


def has_locative(words: list[str], mention: PlaceMention, marked: MarkedSentence) -> bool:
    """Whether a preposition of place stands before the mention."""
    toponym, start = min(mention.toponyms, key=lambda t: t.first), marked.first
    if toponym.first == marked.first and mention.last < marked.last and words[mention.last] == ":":
        return True
    if "ب" in toponym.proclitics or toponym.near or toponym.direction:
        return True
    if "ل" in toponym.proclitics and any(toponym.first - t.last in range(3) for t in marked.triggers):
        return True
    locatives = marked.context.knowledge.lexicon.function_words["locative"]
    first = toponym.first - (toponym.first > start and words[toponym.first - 1] == "the")
    if first > start and words[first - 1] in locatives:
        return True
    # "قرب مستشفيات قطاع غزة": a noun or two may stand between.
    near = words[max(start, first - NOUNS_BETWEEN) : first]
    place = mention.finest.place
    return (
        place is not None
        and place.feature.name == "region"
        and any(w in locatives for w in near)
        and "," not in near
    )
