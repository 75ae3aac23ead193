"""The files that the browser gets from this machine: Leaflet, the map's own scripts and the base map.

`static/` is made from the installed packages and the data, so that it is never out of date with them.
`python -m dashboard.assets` makes it; the page makes it too when it is not there.
"""

import contextlib
import hashlib
import importlib.util
import json
import os
import re
from pathlib import Path

__all__ = ["MAP_SCRIPT", "AssetError", "main", "prepare_static", "static_url"]

LEAFLET_PACKAGE = (
    "js_lib_leaflet"  # PyPI's django-js-lib-leaflet: the files of Leaflet 1.9.4, no Django needed
)
LEAFLET_FILES = (
    "leaflet.css", "images/layers.png", "images/layers-2x.png",
    "images/marker-icon.png", "images/marker-icon-2x.png", "images/marker-shadow.png",
)  # fmt: skip
MAP_SCRIPT = "kharita/map.js"
_SCRIPTS = ("base.js", "crowd.js", "marks.js", "map.js")
_GAZETTEER = Path("data/gazetteer")
_DRAWN_FROM = "kharita/drawn.json"


class AssetError(Exception):
    """A file that the browser needs cannot be made; its text says which and what to do."""


def prepare_static(root: Path) -> dict[str, str]:
    """Make `root`/static as the browser needs it and return the name of each file with a hash of its content.

    Files that are as they should be are left alone. Without the data of the base map the page works and
    says that the base map is missing. AssetError when Leaflet is not installed or nothing can be written.
    """
    folder = root / "static"
    made = {f"leaflet/{name}": (_leaflet() / name).read_bytes() for name in LEAFLET_FILES}
    made[MAP_SCRIPT] = _script()
    made |= _drawn(root)
    try:
        for name, content in made.items():
            _write(folder / name, content)
    except OSError as error:
        raise AssetError(
            f"{folder} cannot be written ({error.strerror}); make it writable and reload."
        ) from error
    return {name: _hash(content) for name, content in made.items()}


def static_url(name: str, hashes: dict[str, str]) -> str:
    """Where the map's frame finds a static file; the address changes with the content."""
    # The frame is served from component/streamlit_folium.st_folium/, whatever the server's base path.
    return f"../../app/static/{name}?v={hashes.get(name, '')}"


def _leaflet() -> Path:
    found = importlib.util.find_spec(LEAFLET_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise AssetError("Leaflet's files are not installed; set up again with: make setup")
    return Path(found.submodule_search_locations[0]) / "static" / LEAFLET_PACKAGE


def _script() -> bytes:
    """Leaflet and the map's own scripts in one file: the frame fetches its scripts one after the other."""
    own = Path(__file__).parent / "assets"
    parts = [_leaflet() / "leaflet.js", *(own / name for name in _SCRIPTS)]
    whole = "\n;\n".join(each.read_text("utf-8") for each in parts)
    return re.sub(r"//# sourceMappingURL=\S+", "", whole).encode()


def _drawn(root: Path) -> dict[str, bytes]:
    """The base map and the outlines of areas, as far as their data is there.

    Drawing them needs geopandas and 60 MB; what was drawn from the same data by the same code is taken as it is.
    """
    known = root / "static" / _DRAWN_FROM
    sources = _fingerprint(root)
    with contextlib.suppress(OSError, ValueError):
        told = json.loads(known.read_text("utf-8"))
        kept = {name: (root / "static" / name).read_bytes() for name in told["files"]}
        if told["sources"] == sources and told["files"] == {name: _hash(kept[name]) for name in kept}:
            return {**kept, _DRAWN_FROM: known.read_bytes()}
    from dashboard.drawn import drawn_files

    made = drawn_files(root / _GAZETTEER)
    told = {"sources": sources, "files": {name: _hash(content) for name, content in made.items()}}
    return {**made, _DRAWN_FROM: json.dumps(told).encode()}


def _fingerprint(root: Path) -> str:
    """A hash of all that the drawn files depend on."""
    here = Path(__file__).parent
    code = (here / "drawn.py", here.parent / "geo" / "basemap.py", here.parent / "geo" / "boundaries.py")
    found = hashlib.blake2b(digest_size=8)
    for path in (*code, *sorted((root / _GAZETTEER).glob("b*/*.parquet"))):
        found.update(f"{path.name} {_hash(path.read_bytes())} ".encode())
    return found.hexdigest()


def _hash(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=6).hexdigest()


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
