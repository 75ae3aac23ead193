"""The offline base map: land, borders, rivers, lakes and labels, drawn by the page and by pictures."""

import json
from collections.abc import Iterator
from pathlib import Path

import geopandas
import numpy
import shapely

SCALE = 3000  # grid steps in a degree; one step is 37 m, a quarter of a pixel at zoom 10
FLAT_KINDS = {"land": "land", "border": "borders", "disputed": "disputed", "governorate": "governorates"}
NAMED_KINDS = {"river": "rivers", "lake": "lakes"}


def load_basemap(folder: Path) -> geopandas.GeoDataFrame:
    """Return the base map's features in `folder` (data/gazetteer/basemap), WGS84 degrees, in drawing order.

    Columns: `kind` (land, lake, river, governorate, border, disputed, town, country), `name_en`, `name_ar`,
    `rank` (1 is drawn first and at the smallest zoom; 0 where it means nothing), `geometry` (Polygon without
    multi-parts, LineString or Point). Raises FileNotFoundError when the file is missing.
    """
    return geopandas.read_parquet(folder / "basemap.parquet").set_crs(4326, allow_override=True)


def basemap_json(folder: Path) -> bytes:
    """Return the base map in `folder` as one compact JSON document (UTF-8), for the page to decode.

        {"scale": 3000,
         "bbox": [20, 8, 70, 48],                         west, south, east, north, in degrees
         "attribution": "...",
         "land": [ring, ...],                             fill all rings as one path with the evenodd rule
         "borders": [line, ...], "disputed": [line, ...], "governorates": [line, ...],
         "rivers": [[name_en, name_ar, rank, line], ...],
         "lakes": [[name_en, name_ar, rank, [ring, ...]], ...],              evenodd again: holes are islands
         "towns": [[lat, lon, rank, name_en, name_ar, country], ...],        degrees, plain numbers
         "countries": [[lat, lon, name_en, name_ar, country], ...]}

    A ring or line is one flat array of integers, x0, y0, dx, dy, dx, dy, ...: the first pair is longitude
    and latitude times `scale`, each next pair the step from the point before. A ring does not repeat its
    first point. Names may be empty. Same folder, same bytes.
    """
    frame = load_basemap(folder)
    document: dict[str, object] = {
        "scale": SCALE,
        "bbox": [20, 8, 70, 48],
        "attribution": "Natural Earth, GeoNames",
    }
    for kind, key in FLAT_KINDS.items():
        geometries = frame.loc[frame["kind"] == kind, "geometry"]
        document[key] = [path for geometry in geometries for path in encoded_paths(geometry)]
    for kind, key in NAMED_KINDS.items():
        document[key] = list(_named(frame[frame["kind"] == kind], whole=kind == "lake"))
    document["towns"] = [
        [_degrees(row.geometry.y), _degrees(row.geometry.x), row.rank, row.name_en, row.name_ar, row.country]
        for row in frame[frame["kind"] == "town"].itertuples()
    ]
    document["countries"] = [
        [_degrees(row.geometry.y), _degrees(row.geometry.x), row.name_en, row.name_ar, row.country]
        for row in frame[frame["kind"] == "country"].itertuples()
    ]
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def encoded_paths(geometry: shapely.Geometry) -> Iterator[list[int]]:
    """Yield each line, or each ring of a polygon, as flat delta-encoded integers; none for what vanishes."""
    rings = [geometry.exterior, *geometry.interiors] if geometry.geom_type == "Polygon" else [geometry]
    closed = geometry.geom_type == "Polygon"
    for ring in rings:
        grid = numpy.rint(shapely.get_coordinates(ring) * SCALE).astype(int)
        moved = numpy.ones(len(grid), dtype=bool)
        moved[1:] = (numpy.diff(grid, axis=0) != 0).any(axis=1)
        grid = grid[moved]
        if closed and len(grid) > 1 and (grid[0] == grid[-1]).all():
            grid = grid[:-1]
        if len(grid) >= (3 if closed else 2):
            yield numpy.concatenate([grid[:1], numpy.diff(grid, axis=0)]).ravel().tolist()


def decoded_path(path: list[int]) -> numpy.ndarray:
    """Return the points of one encoded path as an array of (longitude, latitude) in degrees."""
    return numpy.asarray(path).reshape(-1, 2).cumsum(axis=0) / SCALE


def _named(rows: geopandas.GeoDataFrame, *, whole: bool) -> Iterator[list[object]]:
    """Yield [name_en, name_ar, rank, path] per line, or with the list of all rings when `whole`."""
    for row in rows.itertuples():
        paths = list(encoded_paths(row.geometry))
        if whole and paths:
            yield [row.name_en, row.name_ar, row.rank, paths]
        elif not whole:
            yield from ([row.name_en, row.name_ar, row.rank, path] for path in paths)


def _degrees(value: float) -> float:
    """Return a coordinate to four decimals, 11 m."""
    return round(value, 4)
