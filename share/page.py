"""The offline page: one HTML file with map, timeline, legend as filter, table and sentences, in both languages.

It opens from disk and asks nothing of any server: scripts, styles, base map and data are inside, and its
content policy forbids everything else. No text of the news is ever HTML: scripts set it as plain text.
"""

import base64
import hashlib
import html
import importlib.util
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path

from geo.basemap import SCALE, basemap_json, encoded_paths
from geo.boundaries import load_boundaries
from pipeline.store import StoreError
from share.dates import day_text
from share.look import Look
from share.page_data import head, page_data
from share.picture import GAZETTEER
from share.selection import Selection
from share.words import Words

__all__ = ["page_html"]

_LEAFLET = "js_lib_leaflet"
_OWN = Path(__file__).parent / "assets"
# The map's canvas layers are the dashboard's own files, so that both draw the same marks.
_DRAWING = Path(__file__).parent.parent / "dashboard" / "assets"
_SCRIPTS = (
    _DRAWING / "base.js",
    _DRAWING / "crowd.js",
    _DRAWING / "marks.js",
    _OWN / "page_map.js",
    _OWN / "page.js",
)


def page_html(selection: Selection, look: Look, folder: Path = GAZETTEER) -> bytes:
    """The page of a selection; it starts in the look's language and can be turned to the other."""
    words = Words(look.language)
    data = page_data(selection, look.title)
    data["lang"], data["theme"] = look.language, look.theme
    data["made"] = {
        each: Words(each)("page.made", day=day_text(selection.day, each)) for each in ("en", "ar")
    }
    data["dataHash"] = selection.data_hash
    script, style = _script(), _style()
    first = head(selection, look.title, words)
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    page = [
        f'<!doctype html>\n<html lang="{look.language}" dir="{words.direction}" data-theme="{look.theme}">\n<head>\n',
        '<meta charset="utf-8">\n',
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy, quote=True)}">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">\n',
        f'<meta name="kharita-snapshot" content="{selection.snapshot_id}">\n',
        f'<meta name="kharita-ids" content="{selection.ids_hash}">\n',
        f"<title>{_text(first['title'])}</title>\n<style>{style}</style>\n</head>\n<body>\n",
        _body(first, words),
        f'<script type="application/json" id="base">{_base(folder)}</script>\n',
        f'<script type="application/json" id="outlines">{_outlines(folder)}</script>\n',
        '<script type="application/json" id="data">',
    ]
    end = f"</script>\n<script>{script}</script>\n</body>\n</html>\n"
    return b"".join(each.encode("utf-8", "replace") for each in chain(page, _told(data), [end]))


def _told(data: dict[str, object]) -> Iterator[str]:
    """The data as JSON, part by part and each let go when told: as one text it takes four times the memory."""
    for number, name in enumerate(list(data)):
        yield f"{',' if number else '{'}{_json(name)}:{_json(data.pop(name))}"
    yield "}"


def _body(first: dict[str, str], words: Words) -> str:
    """The page before its script runs: what was found, and the line of caution, are there without it."""
    return f"""<header><div><b data-k="page.name">{_text(words("page.name"))}</b></div>
<button id="language" type="button"></button></header>
<main>
<h1 id="title" dir="auto">{_text(first["title"])}</h1>
<p id="counts">{_text(first["counts"])}</p>
<p id="filter" class="soft">{_text(first["filter"])}</p>
<p id="notes" class="soft">{_text(first["notes"])}</p>
<noscript><p class="soft">{_text(words("snap.no_script"))}</p></noscript>
<div id="controls"><input id="search" type="search" maxlength="100"><select id="outcome"></select>
<button id="clear" type="button"></button><span id="shown" role="status"></span></div>
<div id="types" role="group"></div>
<div id="both"><div id="map"></div><section id="evidence" aria-live="polite"></section></div>
<div id="legend"></div>
<canvas id="timeline"></canvas><p id="apart" class="soft"></p>
<div id="rows"></div>
</main>
<footer><p id="caution"><b>{_text(words("page.caution"))}</b></p><p id="attribution" class="soft"></p>
<p id="ids" class="soft"></p></footer>
"""


def _text(text: str) -> str:
    return html.escape(text, quote=True)


def _json(value: object) -> str:
    """JSON that cannot end its script element, whatever text is in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@lru_cache(maxsize=1)
def _leaflet() -> Path:
    found = importlib.util.find_spec(_LEAFLET)
    if found is None or not found.submodule_search_locations:
        raise StoreError("Leaflet's files are not installed; set up again with: make setup")
    return Path(found.submodule_search_locations[0]) / "static" / _LEAFLET


def _script() -> str:
    parts = [(_leaflet() / "leaflet.js").read_text("utf-8"), *(each.read_text("utf-8") for each in _SCRIPTS)]
    whole = re.sub(r"//# sourceMappingURL=\S+", "", "\n".join(parts))
    if "</script" in whole.lower() or "<!--" in whole:
        raise StoreError("A script of the page holds text that would end it; install Kharita again.")
    return whole


def _style() -> str:
    sheet = (_leaflet() / "leaflet.css").read_text("utf-8")
    # Leaflet's own pictures are not used; without them nothing in the page has an address.
    plain = re.sub(r"[a-z-]+:\s*url\([^)]*\)[^;}]*;?", "", sheet)
    return plain + (_OWN / "page.css").read_text("utf-8")


@lru_cache(maxsize=2)
def _base(folder: Path) -> str:
    try:
        return basemap_json(folder / "basemap").decode().replace("<", "\\u003c")
    except FileNotFoundError:
        return "null"  # the page works on a plain ground


@lru_cache(maxsize=2)
def _outlines(folder: Path) -> str:
    """The outlines of areas as {"scale", "paths": [[path, ...], ...], "areas": {"IQ/Anbar": [index]}}."""
    try:
        boundaries = load_boundaries(folder / "boundaries")
    except FileNotFoundError:
        return "null"
    paths: list[list[list[int]]] = []
    areas: dict[str, list[int]] = {}
    for row in boundaries.itertuples():
        governorates = (
            (row.covers or row.governorate or "").split(";") if row.level == "governorate" else [""]
        )
        for governorate in governorates:
            areas.setdefault("/".join(filter(None, (row.country, governorate))), []).append(len(paths))
        # 0.01 degrees is half a pixel at zoom 6; hatching needs no more.
        parts = [part.simplify(0.01) for part in getattr(row.geometry, "geoms", [row.geometry])]
        paths.append([path for part in parts for path in encoded_paths(part)])
    return _json({"scale": SCALE, "paths": paths, "areas": areas})
