"""The nouns of geography: a place, its feature class, how precisely it can be known."""

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

__all__ = [
    "HEAD_CLASSES",
    "FeatureClass",
    "Place",
    "any_within_km",
    "contains",
    "distance_km",
    "load_feature_classes",
    "within_km",
]

EARTH_DIAMETER_KM = 12742.0
# The source of points that a person remembered.
REMEMBERED = "general knowledge"
# A degree of latitude is a little more than this, so that latitudes alone tell most distant places apart.
LATITUDE_KM = 111.0
# How far a site or quarter may lie from the point of the town that it is said to be in.
REACH_KM = {"city": 30.0, "town": 20.0, "village": 10.0, "quarter": 4.0, "subdistrict": 30.0, "district": 60.0,
            "camp": 3.0, "island": 60.0, "valley": 30.0, "mountain": 40.0, "road": 40.0}  # fmt: skip

# What a head word may stand before: "قاعدة" names bases, and fields or airports that hold one.
HEAD_CLASSES: dict[str, frozenset[str]] = {
    "military_base": frozenset(
        "military_base airbase airport oil_field gas_field camp site government crossing mountain".split()
    ),
    "airport": frozenset("airport airbase military_base".split()),
    "oil_field": frozenset("oil_field gas_field".split()),
    "camp": frozenset("camp military_base quarter".split()),
    "city": frozenset("city town village".split()),
    "town": frozenset("town city village quarter subdistrict region district camp site".split()),
    "village": frozenset("village town".split()),
    "quarter": frozenset("quarter town village camp".split()),
    "governorate": frozenset("governorate region".split()),
    "district": frozenset("district city town governorate subdistrict quarter".split()),
    "subdistrict": frozenset("subdistrict town city village".split()),
    "road": frozenset("road quarter site".split()),
    "mountain": frozenset("mountain village town".split()),
    "embassy": frozenset("embassy government".split()),
    "valley": frozenset("valley village".split()),
}


@dataclass(frozen=True, slots=True)
class FeatureClass:
    """A row of feature_classes.csv: what a place is, the precision it gives and its default radius in km.

    `medium_km` and `low_km` are the least radii of places whose point is remembered, by the row's confidence: 90% of
    such points that a GeoNames record of the name could be laid beside were nearer than that.
    `rank` orders classes from the finest (0, a site) to the coarsest (6, a country).
    """

    name: str
    geo_precision: str
    radius_km: float
    rank: int
    settlement: bool
    name_en: str
    name_ar: str
    medium_km: float = 0.0
    low_km: float = 0.0


@dataclass(frozen=True, slots=True)
class Place:
    """One row of the gazetteer. `lat` and `lon` are WGS84 degrees, None where nobody vouches for them.

    `cue` says what the name needs. "head": it is also an everyday word, so that it needs a head word ("قرية"), its
    container beside it or a preposition; "strict": the head word, whatever else stands there ("في عدوان");
    "country": it is a description or has namesakes all over the world, so that the article must name its country
    ("السفارة الأميركية"). `layer` grows with authority: -1 a fetched dump, 0 packaged, 1 airfields, 2 curated, 3 the
    user's own.
    """

    place_id: str
    name_en: str
    name_ar: str
    feature: FeatureClass
    country: str
    governorate: str
    lat: float | None
    lon: float | None
    within: str = ""
    cue: str = ""
    source: str = ""
    confidence: str = "medium"
    population: int = 0
    layer: int = 2

    @property
    def located(self) -> bool:
        """Whether the place has coordinates."""
        return self.lat is not None and self.lon is not None

    @property
    def radius_km(self) -> float:
        """The radius in km that the point deserves: the class's own, wider where the source is a memory or unsure."""
        if self.confidence == "low":
            return max(self.feature.radius_km, self.feature.low_km)
        if self.confidence == "medium" and self.source == REMEMBERED:
            return max(self.feature.radius_km, self.feature.medium_km)
        return self.feature.radius_km

    @property
    def geo_precision(self) -> str:
        """How precisely the place is known: an unsure point is no site and no town but somewhere in a district."""
        precision = self.feature.geo_precision
        return "district" if self.confidence == "low" and precision in {"site", "town"} else precision


def distance_km(a: Place, b: Place) -> float:
    """The great-circle distance between two places, infinite where one has no coordinates."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return math.inf
    p, q = math.radians(a.lat), math.radians(b.lat)
    h = (
        math.sin((q - p) / 2) ** 2
        + math.cos(p) * math.cos(q) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    )
    return EARTH_DIAMETER_KM * math.asin(math.sqrt(min(1.0, h)))


def within_km(a: Place, b: Place, km: float) -> bool:
    """Whether two places lie at most so far apart; never where one has no coordinates."""
    if a.lat is None or b.lat is None or abs(a.lat - b.lat) * LATITUDE_KM > km:
        return False
    return distance_km(a, b) <= km


def any_within_km(others: Iterable[Place], place: Place, km: float) -> bool:
    """Whether one of the others lies at most so far from the place, the place itself left out."""
    lat = place.lat
    if lat is None:
        return False
    for other in others:
        # What `within_km` asks first, asked here since this is asked most often of all.
        if other.lat is not None and abs(other.lat - lat) * LATITUDE_KM <= km and other is not place:
            if within_km(other, place, km):
                return True
    return False


def contains(outer: Place, inner: Place) -> bool:
    """Whether `inner` lies in `outer`, as far as the gazetteer tells: by record, else by nearness."""
    if outer.feature.rank <= inner.feature.rank or outer is inner:
        return inner.within == outer.place_id and bool(inner.within)
    if inner.within == outer.place_id:
        return True
    kind = outer.feature.name
    if kind == "country":
        # Outlets write "occupied Palestine" for places in Israel, and for those of the West Bank and Gaza.
        return inner.country == outer.country or {inner.country, outer.country} == {"PS", "IL"}
    if kind == "governorate":
        return inner.country == outer.country and inner.governorate == outer.governorate
    if kind in {"region", "border", "sea", "river"}:
        return (not outer.country or inner.country == outer.country) and within_km(outer, inner, 250)
    if inner.country != outer.country:
        return False
    return within_km(outer, inner, REACH_KM.get(kind, 5.0))


def load_feature_classes(folder: Path) -> dict[str, FeatureClass]:
    """The feature classes by name, from `feature_classes.csv` in `folder`."""
    with (folder / "feature_classes.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["feature_class"]: FeatureClass(
                row["feature_class"], row["geo_precision"], float(row["radius_km"]), int(row["rank"]),
                row["settlement"] == "1", row["name_en"], row["name_ar"], float(row["medium_km"]), float(row["low_km"]),
            )
            for row in csv.DictReader(lines)
        }  # fmt: skip
