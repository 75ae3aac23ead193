"""What lies in a town that is named right after it: "حي الحسين بالناصرية" is no quarter of Baghdad."""

from collections.abc import Sequence

from geo.places import Place, contains, within_km
from geo.toponyms import Toponym

__all__ = ["bind_to_towns"]

# How far, in km, what is said to be in a town may lie from it. Quarters and sites of many towns are called alike,
# or like another town; a base is said to be in the city that readers know.
NEAR_TOWNS = dict.fromkeys("quarter road religious_site site hospital bridge embassy".split(), 15.0)
NEAR_TOWNS["military_base"] = 150.0
# A village is said to be in its governorate; where that is recorded otherwise, it is not far from its middle.
NEAR_GOVERNORATES = dict.fromkeys(("village", "town", "subdistrict"), 60.0)
NAMED_AFTER = frozenset({"road", "religious_site"})


def bind_to_towns(words: list[str], found: Sequence[Toponym]) -> None:
    """Leaves to what lies in a town only the candidates in the town that follows: "حي الحسين بالناصرية".

    "Aman Mosque in Gaza City" is no place in Amman: without a candidate it stays unresolved. Nor is a street
    the country that it is named after.
    """
    for number, toponym in enumerate(found):
        if not toponym.candidates or not (toponym.head in NEAR_TOWNS or toponym.head in NEAR_GOVERNORATES):
            continue
        kept: Sequence[Place] = toponym.candidates
        if toponym.head in NAMED_AFTER:
            kept = [place for place in kept if place.feature.name != "country"]
        if number + 1 < len(found) and follows_as_container(words, toponym, found[number + 1]):
            outer = found[number + 1].candidates
            km = NEAR_TOWNS.get(toponym.head) or NEAR_GOVERNORATES[toponym.head]
            inside = [p for p in kept if not p.located or any(lies_in(o, p, km) for o in outer)]
            # A comma may also stand between two places of a list.
            if inside or words[toponym.last] != ",":
                kept = inside
        toponym.candidates = tuple(kept)


def follows_as_container(words: list[str], toponym: Toponym, outer: Toponym) -> bool:
    """Whether the second toponym tells where the first is: "في", "in", or a comma between Latin names."""
    if not outer.candidates or (toponym.head in NEAR_GOVERNORATES and outer.head != "governorate"):
        return False
    if outer.first == toponym.last:
        return outer.proclitics == "ب"
    between = words[toponym.last]
    return outer.first == toponym.last + 1 and (
        between in {"في", "in"} or (between == "," and words[outer.name_first].isascii())
    )


def lies_in(outer: Place, inner: Place, km: float) -> bool:
    """Whether a place is the other, lies in it as far as the gazetteer tells, or lies within `km` of it."""
    return outer is inner or contains(outer, inner) or within_km(outer, inner, km)
