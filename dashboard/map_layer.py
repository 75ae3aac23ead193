"""The map: a constant folium map and one layer that carries what a view shows as a few compact arrays.

The layer's marks are numbers only. No text of the news and no name enters Leaflet; a click gives back row
numbers with the build they belong to.
"""

import base64
import json
from typing import Any

import folium
import numpy as np
import numpy.typing as npt
from folium.map import Layer
from folium.template import Template

from dashboard.assets import MAP_SCRIPT, static_url
from dashboard.texts import Texts
from pipeline.view import Records, View, Window
from share.palette import families, palette, second_families

__all__ = ["MOST_DOTS", "Extent", "constant_map", "first_window", "marks_layer", "payload"]

# Above this many marks in sight the map gets cells. 18 bytes a dot before base64, so 48 KB a change.
MOST_DOTS = 2000
MOST_CELLS = 2500
ROWS_OF_AREA = 60
FIRST_ZOOM = 6
# Pixels of the map beside the evidence on a laptop, less the space that fitting leaves; and what `map.js` fits to.
_USUAL_SIZE = (820, 488)
_ZOOMS = (4, 15)
_FITTED_ZOOMS = (4, 8)
Extent = tuple[float, float, float, float]
_OUTCOMES = {"intercepted": 1, "claimed_only": 2}
_SERIES = 4


class MarksLayer(Layer):
    """The folium layer that hands a payload to the map's own script; `payload` is JSON text."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        Kharita.show({{ this._parent._parent.get_name() }}, {{ this.payload }});
        {% endmacro %}
    """)

    def __init__(self, payload: str) -> None:
        super().__init__(name="marks", overlay=True, control=False, show=False)
        self._name = "MarksLayer"
        self.payload = payload

    def render(self, **_: Any) -> str:
        """Nothing: streamlit-folium asks the template for the script, and needs no page of folium's own.

        For that page the whole payload would be compiled as a template, 3 ms a change.
        """
        return ""


class LocalMap(folium.Map):
    """A folium map whose scripts and styles come from this server alone."""

    def __init__(self, hashes: dict[str, str], **options: Any) -> None:
        super().__init__(**options)
        self.default_css = [("leaflet", static_url("leaflet/leaflet.css", hashes))]
        self.default_js = [("map", static_url(MAP_SCRIPT, hashes))]


def constant_map(hashes: dict[str, str]) -> folium.Map:
    """The map that never changes while the page is open, so that the browser builds it once."""
    return LocalMap(
        hashes,
        location=[33.6, 43.2],
        zoom_start=FIRST_ZOOM,
        tiles=None,
        # folium's own min_zoom and max_zoom are for tiles, and there are none.
        minZoom=_ZOOMS[0],
        maxZoom=_ZOOMS[1],
        zoom_control=False,
        zoomSnap=0.5,
        wheelPxPerZoomLevel=90,
        maxBounds=[[6, 18], [49, 72]],
        maxBoundsViscosity=0.7,
    )


def marks_layer(content: dict[str, object]) -> folium.FeatureGroup:
    """The group to add to the constant map, holding the one layer that draws `content`."""
    group = folium.FeatureGroup(name="kharita", control=False)
    # "<" is written as an escape so that the text can never end a script, whatever it holds.
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")
    group.add_child(MarksLayer(text))
    return group


def payload(
    view: View,
    window: Window | None,
    texts: Texts,
    hashes: dict[str, str],
    opened: int | None,
    extent: Extent | None = None,
) -> dict[str, object]:
    """What the map's script needs to draw a view: marks, areas, words and where its static files are.

    Few records are sent whole. Of many, those in sight of `window` are sent, as dots where they are few
    enough and as cells where not; `partial` then asks the browser to tell when the view has moved. `extent`
    is what the map shows at first, by default what is on it; without a window it is taken for one.
    """
    core = extent or view.extent(0.04)
    content: dict[str, object] = {
        "build": view.records.build,
        "lang": texts.language,
        "dir": texts.direction,
        "colours": palette().colours,
        "words": _words(texts),
        "base": static_url("kharita/basemap.json", hashes),
        "outlines": static_url("kharita/outlines.json", hashes),
        "areas": _areas(view),
        "extent": _rounded(view.extent()),
        "core": _rounded(core),
        "open": opened,
        "partial": False,
    }
    points = view.points
    if len(points) <= MOST_DOTS:
        return content | {"dots": _dots(view.records, points)}
    window = window or first_window(core)
    # The grid of one whole level serves the half levels beside it, so that those need no other cells.
    level = round(window.zoom)
    if window.zoom <= FIRST_ZOOM + 1:
        cells = _cells(view, points, level)
        return content | {"partial": True, "held": [-180, -90, 180, 90, level], "cells": cells}
    seen = window.wider(0.6)
    box = [seen.west, seen.south, seen.east, seen.north]
    within = view.within(seen)
    if len(within) <= MOST_DOTS:
        return content | {"partial": True, "held": [*box, None], "dots": _dots(view.records, within)}
    return content | {"partial": True, "held": [*box, level], "cells": _cells(view, within, level)}


def first_window(core: Extent | None) -> Window:
    """What a map of the usual size will show when it fits `core`: a good guess spares the first view a run."""
    if core is None:
        return Window(-180, -90, 180, 90, FIRST_ZOOM)
    west, south, east, north = core
    # How much of the world's width the map shows across and up, in Web Mercator.
    across = (east - west) / 360
    up = float(np.diff(np.arcsinh(np.tan(np.radians([south, north]))))[0]) / (2 * np.pi)
    fitting = np.log2(np.divide(_USUAL_SIZE, np.maximum([across, up], 1e-9)) / 256).min()
    return Window(west, south, east, north, float(np.clip(np.floor(fitting * 2) / 2, *_FITTED_ZOOMS)))


def _words(texts: Texts) -> dict[str, object]:
    names = ("zoom_in", "zoom_out", "fit", "attribution", "no_base", "series", "km", "m")
    # These four hold {n}, which the script fills in.
    counted = {name: texts(f"map.{name}") for name in ("zoom", "here", "area")}
    return {
        **{name: texts(f"map.{name}") for name in names},
        **counted,
        "map": texts("map.label"),
        "comma": texts("page.comma"),
        "intercepted": texts("outcome.intercepted"),
        "claimed_only": texts("outcome.claimed_only"),
        "families": [texts.of("family", name) for name in palette().families],
    }


def _dots(records: Records, rows: npt.NDArray[np.intp]) -> dict[str, list[str]]:
    # Those that a person looks for last are drawn first: incidents below series.
    outcome, record = records.columns["outcome"], records.columns["record"]
    codes = np.array([_OUTCOMES.get(each, 0) for each in outcome.values] or [0])
    series = np.array([_SERIES if each == "series" else 0 for each in record.values] or [0])
    first = families(records)
    chosen = records.table.select(["radius_km", "event_count"]).take(rows)
    radius = np.nan_to_num(chosen.column("radius_km").fill_null(0).to_numpy())
    count = chosen.column("event_count").fill_null(0).to_numpy()
    return {
        "lat": _packed(np.round(records.lat[rows] * 1e5), "i4"),
        "lon": _packed(np.round(records.lon[rows] * 1e5), "i4"),
        "family": _packed(first[rows], "u1"),
        "other": _packed(np.array(second_families(records, rows)), "u1"),  # -1 becomes 255, none
        "flags": _packed(codes[outcome.codes[rows]] + series[record.codes[rows]], "u1"),
        "radius": _packed(np.clip(radius * 10, 0, 65535), "u2"),
        "count": _packed(np.clip(count, 0, 65535), "u2"),
        "row": _packed(rows, "u4"),
    }


def _cells(view: View, rows: npt.NDArray[np.intp], zoom: float) -> dict[str, list[str]]:
    cells = view.cells(rows, zoom, families(view.records), len(palette().families))
    most = np.argsort(-cells.count, kind="stable")[:MOST_CELLS]
    shares = np.ceil(cells.groups[most] * 255 / np.maximum(cells.count[most], 1)[:, None])
    return {
        "lat": _packed(np.round(cells.lat[most] * 1e5), "i4"),
        "lon": _packed(np.round(cells.lon[most] * 1e5), "i4"),
        "count": _packed(cells.count[most], "u4"),
        "groups": _packed(np.clip(shares, 0, 255).ravel(), "u1"),
    }


def _areas(view: View) -> list[list[Any]]:
    """One row for each governorate, region or country that records are known only to.

    Its key in the outlines, latitude, longitude, radius in km, how many, how many claimed only, how many
    of each family, and the rows themselves up to ROWS_OF_AREA.
    """
    records, rows = view.records, view.wide
    group = families(records)
    claimed = records.columns["outcome"].keep(("claimed_only",))
    radius = records.table.column("radius_km")
    areas = []
    for members in _apart(records, rows):
        first = int(members[0])
        key, lat, lon = _area_key(records, first), records.lat[first], records.lon[first]
        areas.append([
            key, round(float(lat), 4), round(float(lon), 4), radius[first].as_py() or 0,
            len(members), int(claimed[members].sum()),
            np.bincount(group[members], minlength=len(palette().families)).tolist(), members[-ROWS_OF_AREA:][::-1].tolist(),
        ])  # fmt: skip
    return areas


def _apart(records: Records, rows: npt.NDArray[np.intp]) -> list[npt.NDArray[np.intp]]:
    """The rows of each area, areas in the order of their first rows.

    A country is told by its code, a governorate by its name too, a region by its own place; each by where it is.
    """
    kind = records.columns["geo_precision"]
    country, governorate, place = (records.columns[name] for name in ("country", "governorate", "place_id"))
    is_governorate = kind.keep(("governorate",))[rows]
    outlined = is_governorate | kind.keep(("country",))[rows]
    _, at = np.unique(records.lon[rows] + 1j * records.lat[rows], return_inverse=True)
    told = at.astype(np.int64)
    for column, used in ((country, outlined), (governorate, is_governorate), (place, ~outlined)):
        told = told * (len(column.values) + 1) + np.where(used, column.codes[rows] + 1, 0)
    _, first, area = np.unique(told, return_index=True, return_inverse=True)
    members = np.split(rows[np.argsort(area, kind="stable")], np.cumsum(np.bincount(area))[:-1])
    return [members[each] for each in np.argsort(first)]


def _area_key(records: Records, row: int) -> str:
    """The key of a row's area in the outlines; a region has no outline, and is drawn as a circle."""
    names = ("geo_precision", "country", "governorate")
    precision, country, governorate = (
        (column := records.columns[name]).values[column.codes[row]] for name in names
    )
    return {"country": country, "governorate": f"{country}/{governorate}"}.get(precision, "?/")


def _packed(values: npt.NDArray[Any], kind: str) -> list[str]:
    """An array as its type and the base64 of its little-endian bytes."""
    return [kind, base64.b64encode(values.astype(f"<{kind}").tobytes()).decode()]


def _rounded(box: tuple[float, float, float, float] | None) -> list[float] | None:
    return [round(float(each), 4) for each in box] if box else None
