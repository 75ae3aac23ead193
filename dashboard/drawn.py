"""The base map and the outlines of areas as the files that the browser draws; asked for by `dashboard.assets`."""

import contextlib
import json
from pathlib import Path

import geopandas

from geo.basemap import SCALE, basemap_json, encoded_paths
from geo.boundaries import load_boundaries

__all__ = ["drawn_files", "outlines_json"]


def drawn_files(gazetteer: Path) -> dict[str, bytes]:
    """The files by their name in `static/`, as far as their data is in data/gazetteer."""
    made = {}
    with contextlib.suppress(FileNotFoundError):  # the page says so on the map
        made["kharita/basemap.json"] = basemap_json(gazetteer / "basemap")
    with contextlib.suppress(FileNotFoundError):  # areas are drawn as circles
        made["kharita/outlines.json"] = outlines_json(load_boundaries(gazetteer / "boundaries"))
    return made


def outlines_json(boundaries: geopandas.GeoDataFrame) -> bytes:
    """The outlines as {"scale", "paths": [[path, ...], ...], "areas": {"IQ/Anbar": [index], "IQ": [index]}}.

    A path is encoded as in the base map. Governorates without an outline of their own share one.
    """
    paths: list[list[list[int]]] = []
    areas: dict[str, list[int]] = {}
    for row in boundaries.itertuples():
        parts = getattr(row.geometry, "geoms", [row.geometry])
        # 0.005 degrees is a fifth of a pixel at zoom 6; hatching needs no more.
        simple = [part.simplify(0.005) for part in parts]
        for governorate in (
            (row.covers or row.governorate or "").split(";") if row.level == "governorate" else [""]
        ):
            areas.setdefault("/".join(filter(None, (row.country, governorate))), []).append(len(paths))
        paths.append([path for part in simple for path in encoded_paths(part)])
    return json.dumps({"scale": SCALE, "paths": paths, "areas": areas}, separators=(",", ":")).encode()
