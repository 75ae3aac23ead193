"""The files that the browser gets from this machine: Leaflet, the map's own scripts and the base map.

`static/` is made from the installed packages and the data, so that it is never out of date with them.
`python -m dashboard.assets` makes it; the page makes it too when it is not there.
"""

import contextlib
import hashlib
import importlib.util
import json
import os
from pathlib import Path

import geopandas

from geo.basemap import SCALE, basemap_json, encoded_paths
from geo.boundaries import load_boundaries

__all__ = ["SCRIPTS", "AssetError", "main", "prepare_static", "static_url"]

LEAFLET_PACKAGE = (
    "js_lib_leaflet"  # PyPI's django-js-lib-leaflet: the files of Leaflet 1.9.4, no Django needed
)
LEAFLET_FILES = (
    "leaflet.js", "leaflet.css", "images/layers.png", "images/layers-2x.png",
    "images/marker-icon.png", "images/marker-icon-2x.png", "images/marker-shadow.png",
)  # fmt: skip
SCRIPTS = ("base.js", "crowd.js", "marks.js", "map.js")
_GAZETTEER = Path("data/gazetteer")


class AssetError(Exception):
    """A file that the browser needs cannot be made; its text says which and what to do."""


def prepare_static(root: Path) -> dict[str, str]:
    """Make `root`/static as the browser needs it and return the name of each file with a hash of its content.

    Files that are as they should be are left alone. Without the data of the base map the page works and
    says that the base map is missing. AssetError when Leaflet is not installed or nothing can be written.
    """
    folder = root / "static"
    made = {f"leaflet/{name}": (_leaflet() / name).read_bytes() for name in LEAFLET_FILES}
    made |= {f"kharita/{name}": (Path(__file__).parent / "assets" / name).read_bytes() for name in SCRIPTS}
    made |= _drawn(root)
    try:
        for name, content in made.items():
            _write(folder / name, content)
    except OSError as error:
        raise AssetError(
            f"{folder} cannot be written ({error.strerror}); make it writable and reload."
        ) from error
    return {name: hashlib.blake2b(content, digest_size=6).hexdigest() for name, content in made.items()}


def static_url(name: str, hashes: dict[str, str]) -> str:
    """Where the map's frame finds a static file; the address changes with the content."""
    # The frame is served from component/streamlit_folium.st_folium/, whatever the server's base path.
    return f"../../app/static/{name}?v={hashes.get(name, '')}"


def _leaflet() -> Path:
    found = importlib.util.find_spec(LEAFLET_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise AssetError("Leaflet's files are not installed; set up again with: make setup")
    return Path(found.submodule_search_locations[0]) / "static" / LEAFLET_PACKAGE


def _drawn(root: Path) -> dict[str, bytes]:
    """The base map and the outlines of areas, as far as their data is there."""
    made = {}
    with contextlib.suppress(FileNotFoundError):  # the page says so on the map
        made["kharita/basemap.json"] = basemap_json(root / _GAZETTEER / "basemap")
    with contextlib.suppress(FileNotFoundError):  # areas are drawn as circles
        made["kharita/outlines.json"] = outlines_json(load_boundaries(root / _GAZETTEER / "boundaries"))
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


def _write(path: Path, content: bytes) -> None:
    """Put `content` at `path` in one step, unless it is there already."""
    try:
        if path.read_bytes() == content:
            return
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_name(f".{path.name}.{os.getpid()}")
    written.write_bytes(content)
    written.replace(path)


def main() -> None:
    """Make static/ of the present folder."""
    prepare_static(Path.cwd())


if __name__ == "__main__":
    main()
