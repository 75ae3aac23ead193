"""Where: the place fields of a report, from the toponym that was chosen for it."""

from typing import Any

from geo.toponyms import Toponym
from language.tokens import Tokens
from pipeline.extract.place_mentions import PlaceMention

__all__ = ["place_fields"]


def place_fields(tokens: Tokens, mention: PlaceMention | None) -> dict[str, Any]:
    """The report fields that say where, all None where no place is named."""
    if mention is None:
        return {}
    toponym = mention.finest
    name = tokens.span(toponym.name_first, toponym.name_last).of(tokens.original)
    if toponym.proclitics and toponym.name_first == toponym.first:
        name = strip_proclitics(name, toponym.proclitics)
    place = toponym.place
    if place is None or not place.located:
        return {"place_name": name, "country": place.country if place else None, "place_id": None}
    precision, radius = place.geo_precision, place.radius_km
    if toponym.direction and precision == "town":
        precision = "district"
    if toponym.direction and precision in {"country", "governorate"}:
        precision, radius = "area", min(radius, 150.0)
    return {
        "place_name": name, "place_name_en": place.name_en, "place_name_ar": place.name_ar or None,
        "place_id": place.place_id, "feature_class": place.feature.name, "country": place.country or None,
        "governorate": place.governorate or None, "lat": place.lat, "lon": place.lon,
        "geo_precision": precision, "radius_km": offset_radius(toponym, radius),
        "place_confidence": place.confidence or None, "place_source": place.source or None,
    }  # fmt: skip


def offset_radius(toponym: Toponym, radius: float) -> float:
    """The radius in km, wider where the place is told by a direction or as near something."""
    return max(radius, 10.0) if toponym.direction or toponym.near else radius


def strip_proclitics(name: str, proclitics: str) -> str:
    """The name as written without the proclitics that folding found: "بالشدادي" is "الشدادي"."""
    rest, left = name, list(proclitics)
    while left and rest and rest[0] == left[0]:
        rest = rest[1:]
        left.pop(0)
    # لل is ل + ال: the article's alef was not written.
    return (
        "ا" + rest if name.startswith("لل") or (len(proclitics) > 1 and name[1:].startswith("لل")) else rest
    )
