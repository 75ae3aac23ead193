"""Looking up places as a person types them, in either script, and the place nearest to a point."""

from dataclasses import replace

from geo.gazetteer import Gazetteer
from geo.name_keys import name_words
from geo.places import Place, distance_km
from language.fold import fold

__all__ = ["nearest_settlement", "search_places"]

SHORTEST_SEARCH = 2


def search_places(gazetteer: Gazetteer, text: str, most: int = 8) -> list[Place]:
    """The places that `text` may mean, the likeliest first; only those with coordinates.

    Every word typed must begin a word of one of the place's names, with or without the Arabic article. A name
    that is exactly what was typed comes first, then one that begins so, the shorter before the longer; among these,
    what was curated comes before what was packaged, and the larger before the smaller. Nothing for a single
    letter.
    """
    typed = [_bare(word) for word in name_words(fold(text))]
    if sum(map(len, typed)) < SHORTEST_SEARCH:
        return []
    ranks: dict[int, tuple[int, int]] = {}
    for words, numbers in gazetteer.names.phrases.items():
        name = [_bare(word) for word in words]
        if not all(any(word.startswith(each) for word in name) for each in typed):
            continue
        begins = all(word.startswith(each) for word, each in zip(name, typed, strict=False))
        rank = 0 if name == typed else 1 if begins else 2, len(name)
        for number in numbers:
            ranks[number] = min(rank, ranks.get(number, rank))
    found = [(rank, gazetteer.places[number]) for number, rank in ranks.items()]
    found.sort(key=lambda each: (each[0], -each[1].layer, -each[1].population, each[1].place_id))
    places: dict[str, Place] = {}
    for _, place in found:
        if place.located:
            places.setdefault(place.place_id, place)
    return list(places.values())[:most]


def nearest_settlement(gazetteer: Gazetteer, lat: float, lon: float, km: float = 40.0) -> Place | None:
    """The settlement nearest to a point in WGS84 degrees, or None where none lies within `km`."""
    settlements = [place for place in gazetteer.places if place.feature.settlement and place.located]
    if not settlements:
        return None
    here = replace(settlements[0], lat=lat, lon=lon)
    found = min(settlements, key=lambda place: distance_km(here, place))
    return found if distance_km(here, found) <= km else None


def _bare(word: str) -> str:
    """A folded word without the Arabic article, which people leave out when they search."""
    return word[2:] if word.startswith("ال") and len(word) > 4 else word
