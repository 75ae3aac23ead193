"""The base map's layers: land and lines of the coverage, Natural Earth's water, and chosen labels."""

import csv
from pathlib import Path

import geopandas
import shapely

from geo.packaging.outlines import Part, land_polygons, line_kinds

BASEMAP_REGION = (20.0, 8.0, 70.0, 48.0)
WATER_TOLERANCE = 0.004  # degrees, Douglas-Peucker
SMALLEST_LAKE = 2e-3  # square degrees, about 20 km2
UNLISTED_RANK = 4
ORDER = ["land", "lake", "river", "governorate", "border", "disputed", "town", "country"]
Feature = dict[str, object]


def basemap_frame(
    coverage: dict[Part, shapely.Geometry], natural_earth: Path, water_names: Path,
    towns: list[dict[str, str]], settlements: list[Feature],
    countries: geopandas.GeoDataFrame, labels: dict[str, tuple[str, str]],
) -> geopandas.GeoDataFrame:  # fmt: skip
    """Return the features of the base map, in the columns and the order that `load_basemap` promises.

    `natural_earth` is the folder with the 1:10m rivers and oceans, `water_names` the names to give them,
    `towns` the rows of towns.csv, `labels` the English and Arabic label of each country that gets one.
    """
    region = shapely.box(*BASEMAP_REGION)
    features = [_feature("land", polygon) for polygon in land_polygons(coverage)]
    for kind, lines in line_kinds(coverage).items():
        features += [_feature(kind, line) for line in lines]
    features += water(natural_earth, water_names)
    features = [clipped for feature in features for clipped in _clipped(feature, region)]
    features += town_labels(towns, settlements)
    features += country_labels(countries, labels, region)
    features.sort(key=lambda feature: ORDER.index(str(feature["kind"])))
    return geopandas.GeoDataFrame(features, geometry="geometry", crs=4326)


def _feature(
    kind: str,
    geometry: shapely.Geometry,
    name_en: str = "",
    name_ar: str = "",
    rank: int = 0,
    country: str = "",
) -> Feature:
    """Return one row of the base map."""
    return {"kind": kind, "country": country, "name_en": name_en, "name_ar": name_ar, "rank": rank,
            "geometry": geometry}  # fmt: skip


def _clipped(feature: Feature, region: shapely.Geometry) -> list[Feature]:
    """Return the feature's single-part pieces inside the region, none that is a point or a sliver."""
    geometry = feature["geometry"]
    wanted = {"Polygon", "MultiPolygon"} if feature["kind"] in ("land", "lake") else {"LineString"}
    inside = shapely.intersection(geometry, region)
    return [{**feature, "geometry": part} for part in shapely.get_parts(inside) if part.geom_type in wanted]


def water(natural_earth: Path, names: Path) -> list[Feature]:
    """Return rivers and lakes with the house's names; one not in `names` has none and ranks last.

    Natural Earth 3.0 spells a river as the country around it does ("Dicle", "Al Furat"), so `names` maps
    its names to ours. Its file of oceans holds the lakes too.
    """
    with names.open(encoding="utf-8", newline="") as file:
        named = {(row["kind"], row["natural_earth"]): row for row in csv.DictReader(file)}
    rivers = geopandas.read_file(natural_earth / "ne_10m_rivers_lake_centerlines.shp", bbox=BASEMAP_REGION)
    oceans = geopandas.read_file(natural_earth / "ne_10m_ocean.shp", bbox=BASEMAP_REGION)
    lakes = oceans[oceans["featurecla"] != "Ocean"]
    features = []
    for kind, frame in (("lake", lakes), ("river", rivers)):
        for name, geometry in zip(frame["name"], frame.geometry, strict=True):
            row = named.get((kind, str(name)), {})
            for part in shapely.get_parts(geometry.simplify(WATER_TOLERANCE)):
                if kind == "river" or part.area >= SMALLEST_LAKE:
                    rank = int(row.get("rank", UNLISTED_RANK))
                    features.append(
                        _feature(kind, part, row.get("name_en", ""), row.get("name_ar", ""), rank)
                    )
    return features


def town_labels(towns: list[dict[str, str]], settlements: list[Feature]) -> list[Feature]:
    """Return the labelled towns by rank, at the place of the most populous settlement of that name."""
    ordered = sorted(settlements, key=lambda settlement: int(str(settlement["population"])))
    best = {(settlement["country"], settlement["name_en"]): settlement for settlement in ordered}
    features = []
    for town in towns:
        place = best[town["country"], town["name_en"]]
        point = shapely.points(place["lon"], place["lat"])
        rank = int(town["rank"])
        features.append(_feature("town", point, town["name_en"], town["name_ar"], rank, town["country"]))
    return sorted(features, key=lambda feature: int(str(feature["rank"])))


def country_labels(
    countries: geopandas.GeoDataFrame, labels: dict[str, tuple[str, str]], region: shapely.Geometry
) -> list[Feature]:
    """Return each labelled country's names at the middle of the widest land it has in the region."""
    features = []
    for code, geometry in zip(countries["country"], countries.geometry, strict=True):
        inside = max(shapely.get_parts(geometry.intersection(region)), key=shapely.area, default=None)
        if code in labels and inside is not None and inside.geom_type == "Polygon":
            middle = shapely.get_point(shapely.maximum_inscribed_circle(inside, 0.01), 0)
            english, arabic = labels[code]
            features.append(
                _feature("country", shapely.set_precision(middle, 1e-4), english, arabic, 1, code)
            )
    return features
