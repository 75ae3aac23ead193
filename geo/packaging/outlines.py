"""Natural Earth's admin-1 polygons made into the boundaries and the base map's land and lines.

Every outline, border and coast comes from one simplified coverage, so that they meet exactly.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import geopandas
import numpy
import shapely

from geo.geonames.areas import Admin1Row

COUNTRIES = ("IQ", "SY", "LB", "IL", "PS", "JO", "KW", "YE", "SA", "IR", "TR", "EG", "AE", "QA", "BH", "OM")
REGION = (20.0, 5.0, 70.0, 48.0)
TOLERANCE = 0.005  # degrees; the side of Visvalingam's triangle, about 500 m
GRID = 1e-4
SMALLEST_ISLAND = 2e-4  # square degrees, about 2 km2
# Natural Earth gives these a code of their own; the house draws the line between dashed.
FOLDED_COUNTRIES = {"CYN": "CY", "ESB": "CY", "WSB": "CY", "SOL": "SO", "KAB": "KZ"}
CRIMEA = {"Crimea", "Sevastopol"}
# The lines of 1949 and 1923, the Blue Line, and a border not agreed between the sides.
DISPUTED_PAIRS = {("IL", "PS"), ("IL", "SY"), ("IL", "LB"), ("RS", "XK")}
# Kept apart within their country, so that the line is drawn dashed: Northern Cyprus and Somaliland,
# and besides them the Golan Heights (the ceasefire line of 1974) and Crimea.
SEPARATE_PARTS = {"CYN", "SOL"}
SOCOTRA_WEST, SOCOTRA_NORTH = 52.0, 13.5


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of the coverage: country (ISO2), governorate, and a part name where a line runs inside."""

    country: str
    governorate: str
    part: str


def read_coverage(
    admin1_json: Path, israel: shapely.Geometry, rows: list[Admin1Row]
) -> dict[Part, shapely.Geometry]:
    """Return the region's land as simplified, gapless parts, WGS84 degrees on a grid of 0.0001.

    `admin1_json` is Natural Earth's 1:10m states and provinces as GeoJSON, `israel` its outline within the
    lines of 1949, from the countries file as Germany draws them: what the admin-1 file adds to it in the
    north is the Golan Heights. Raises ValueError when the parts leave gaps or overlap.
    """
    governorates = {(row.country, row.natural_earth): row.governorate for row in rows if row.natural_earth}
    pieces: dict[Part, list[shapely.Geometry]] = defaultdict(list)
    for properties, geometry in _features(admin1_json):
        if properties["name"] == "HaZafon":
            golan = max(shapely.get_parts(geometry.difference(israel)), key=shapely.area)
            pieces[Part("SY", "Quneitra", "Golan")].append(golan)
            geometry = geometry.difference(golan)
        pieces[_part(properties, governorates)].append(geometry)
    _split_socotra(pieces)
    parts = {part: shapely.coverage_union_all(pieces[part]) for part in sorted(pieces, key=_part_order)}
    geometries = _noded(list(parts.values()))
    if not shapely.coverage_is_valid(geometries):
        raise ValueError("the admin-1 parts leave gaps or overlap")
    simple = shapely.coverage_simplify(geometries, TOLERANCE)
    return dict(zip(parts, _on_grid(shapely.intersection(simple, shapely.box(*REGION))), strict=True))


def _features(admin1_json: Path) -> Iterator[tuple[dict[str, str], shapely.Geometry]]:
    """Yield the properties and geometry of each admin-1 area that touches the region."""
    region = shapely.box(*REGION).buffer(0.1)
    for feature in json.loads(admin1_json.read_text(encoding="utf-8"))["features"]:
        geometry = shapely.from_geojson(json.dumps(feature["geometry"]))
        if geometry.intersects(region):
            yield feature["properties"], geometry


def _part(properties: dict[str, str], governorates: dict[tuple[str, str], str]) -> Part:
    """Return where an admin-1 area belongs; outside the sixteen countries only the country is kept."""
    code, name = properties["adm0_a3"], properties["name"]
    if name in CRIMEA:
        return Part("UA", "", "Crimea")
    country = FOLDED_COUNTRIES.get(code, properties["iso_a2"])
    if country not in COUNTRIES:
        return Part(country, "", code if code in SEPARATE_PARTS else "")
    return Part(country, governorates.get((country, name), ""), "")


def _split_socotra(pieces: dict[Part, list[shapely.Geometry]]) -> None:
    """Move Socotra's islands, which Natural Earth keeps within Hadramawt, to a part of their own."""
    hadramawt, socotra = Part("YE", "Hadramawt", ""), Part("YE", "Socotra", "")
    for polygon in [polygon for piece in pieces.pop(hadramawt) for polygon in shapely.get_parts(piece)]:
        west, _, _, north = polygon.bounds
        pieces[socotra if west > SOCOTRA_WEST and north < SOCOTRA_NORTH else hadramawt].append(polygon)


def _part_order(part: Part) -> tuple[str, str, str]:
    """Return the key that puts parts in one order."""
    return part.country, part.governorate, part.part


def _noded(geometries: list[shapely.Geometry]) -> numpy.ndarray:
    """Return the polygons with the ends of the Golan cut added to the neighbours that they lie on."""
    corners = shapely.multipoints(shapely.get_coordinates(shapely.coverage_invalid_edges(geometries)))
    touched = [not edge.is_empty for edge in shapely.coverage_invalid_edges(geometries)]
    return numpy.array(
        [
            shapely.snap(geometry, corners, 1e-7) if dirty else geometry
            for geometry, dirty in zip(geometries, touched, strict=True)
        ]
    )


def _on_grid(geometries: numpy.ndarray) -> numpy.ndarray:
    """Return the polygons with every vertex rounded to the grid, empty and collapsed pieces left out."""
    rounded = shapely.transform(geometries, lambda points: numpy.round(points / GRID) * GRID)
    return numpy.array(
        [
            shapely.multipolygons(
                [p for p in shapely.get_parts(g) if p.geom_type == "Polygon" and p.area > 0]
            )
            for g in shapely.make_valid(rounded)
        ]
    )


def merged(
    coverage: dict[Part, shapely.Geometry], key: Callable[[Part], tuple[str, ...]]
) -> dict[tuple[str, ...], shapely.Geometry]:
    """Return the union of the parts that share a key, in the order of the keys."""
    groups: dict[tuple[str, ...], list[shapely.Geometry]] = defaultdict(list)
    for part, geometry in coverage.items():
        groups[key(part)].append(geometry)
    return {name: shapely.union_all(groups[name]) for name in sorted(groups)}


def governorate_frame(
    coverage: dict[Part, shapely.Geometry], rows: list[Admin1Row]
) -> geopandas.GeoDataFrame:
    """Return the governorates of the sixteen countries as outlines, with the columns of `load_boundaries`."""
    arabic = {(row.country, row.governorate): row.name_ar for row in rows}
    covers: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for row in rows:
        if row.drawn_with and not row.natural_earth and row.governorate != "Socotra":
            covers[row.country, row.drawn_with].append(row.governorate)
    outlines = merged(
        {part: geometry for part, geometry in coverage.items() if part.country in COUNTRIES},
        lambda part: (part.country, part.governorate),
    )
    records = [
        {"country": country, "governorate": name, "name_ar": arabic.get((country, name), ""),
         "covers": ";".join([name, *covers[country, name]])}
        for country, name in outlines
    ]  # fmt: skip
    return geopandas.GeoDataFrame(records, geometry=list(outlines.values()), crs=4326)


def country_frame(coverage: dict[Part, shapely.Geometry], arabic: dict[str, str]) -> geopandas.GeoDataFrame:
    """Return the countries of the neighbourhood as outlines, with the columns of `load_boundaries`."""
    outlines = merged(coverage, lambda part: (part.country,))
    records = [
        {"country": code, "governorate": "", "name_ar": arabic.get(code, ""), "covers": ""}
        for (code,) in outlines
    ]
    return geopandas.GeoDataFrame(records, geometry=list(outlines.values()), crs=4326)


def line_kinds(coverage: dict[Part, shapely.Geometry]) -> dict[str, list[shapely.Geometry]]:
    """Return the lines between parts by kind: "border", "disputed" and "governorate", longest first.

    A segment belongs to the two parts whose rings hold it; one with a single owner is coast or frame.
    """
    owners: dict[tuple[tuple[float, float], tuple[float, float]], list[Part]] = defaultdict(list)
    for part, geometry in coverage.items():
        for ring in shapely.get_rings(shapely.get_parts(geometry)):
            points = [(float(x), float(y)) for x, y in shapely.get_coordinates(ring)]
            for start, end in pairwise(points):
                owners[min(start, end), max(start, end)].append(part)
    segments: dict[str, list[shapely.Geometry]] = defaultdict(list)
    for segment in sorted(owners):
        kind = _kind(owners[segment])
        if kind:
            segments[kind].append(shapely.linestrings(segment))
    return {kind: _joined(lines) for kind, lines in segments.items()}


def _kind(owners: list[Part]) -> str:
    """Return the kind of line between two parts, or "" where none is drawn."""
    if len(owners) != 2:
        return ""
    one, other = sorted(owners, key=_part_order)
    if one.country != other.country:
        return "disputed" if (one.country, other.country) in DISPUTED_PAIRS else "border"
    if one.part != other.part:
        return "disputed"
    return "governorate" if one.governorate != other.governorate else ""


def _joined(segments: list[shapely.Geometry]) -> list[shapely.Geometry]:
    """Return the segments joined into lines as long as can be, in an order that does not vary."""
    lines = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(segments)))
    return sorted(lines, key=lambda line: (-line.length, line.wkb))


def land_polygons(coverage: dict[Part, shapely.Geometry]) -> list[shapely.Geometry]:
    """Return the land as polygons with the inland seas as holes, largest first, small islands left out."""
    parts = shapely.get_parts(shapely.union_all(list(coverage.values())))
    kept = [polygon for polygon in parts if polygon.area >= SMALLEST_ISLAND]
    clean = [
        shapely.Polygon(
            p.exterior, [hole for hole in p.interiors if shapely.polygons(hole).area >= SMALLEST_ISLAND]
        )
        for p in kept
    ]
    return sorted(clean, key=lambda polygon: (-polygon.area, polygon.wkb))
