"""A plain page to compare with: attack types to choose from, and the chosen points in one of folium's own layers.

Run by `bench.map_latency` as a Streamlit page, with KHARITA_STORE and KHARITA_LAYER set. It has the points and
the filter of Kharita's map and nothing else: no table, no timeline, no evidence.
"""

import os
from pathlib import Path
from typing import Any

import folium
import streamlit as st
from branca.element import MacroElement
from folium.plugins import FastMarkerCluster
from folium.template import Template
from streamlit_folium import st_folium

from dashboard.map_layer import LocalMap
from pipeline.store import open_store
from pipeline.view import Filter, Records, View, view
from share.palette import palette

__all__ = ["CLUSTER_FILES", "LAYERS", "main"]

LAYERS = ("FastMarkerCluster", "GeoJson")
CLUSTER_FILES = ("leaflet.markercluster.js", "MarkerCluster.css", "MarkerCluster.Default.css")
_MARKER = "function (row) { return L.marker(new L.LatLng(row[0], row[1])); }"


class Painted(MacroElement):
    """Counts what was shown as Kharita's map does: when the browser has painted it."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        requestAnimationFrame(() => setTimeout(() => {
            Kharita.paintedAt = performance.timeOrigin + performance.now();
            Kharita.shown = (Kharita.shown || 0) + 1;
        }));
        {% endmacro %}
    """)


class LocalCluster(FastMarkerCluster):
    """folium's cluster with its files from this server."""

    default_js = [("cluster", f"../../app/static/{CLUSTER_FILES[0]}")]  # noqa: RUF012
    default_css = [(name, f"../../app/static/{name}") for name in CLUSTER_FILES[1:]]  # noqa: RUF012


def layer_of(shown: View, layer: str) -> Any:
    """The shown points as one of folium's layers."""
    lat, lon = (each[shown.points].round(5).tolist() for each in (shown.records.lat, shown.records.lon))
    if layer == "FastMarkerCluster":
        return LocalCluster(list(zip(lat, lon, strict=True)), callback=_MARKER)
    points = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [x, y]}}
        for x, y in zip(lon, lat, strict=True)
    ]
    marker = folium.CircleMarker(radius=4, weight=1, fill=True)
    return folium.GeoJson({"type": "FeatureCollection", "features": points}, marker=marker)


@st.cache_resource
def _loaded(folder: str) -> Records:
    return Records.load(open_store(Path(folder)))


def main() -> None:
    """One run of the page."""
    st.set_page_config(layout="wide")
    records = _loaded(os.environ["KHARITA_STORE"])
    present = [kind for kind in palette().types_in_order if kind in records.lists["attack_types"].values]
    chosen = st.pills("Types", present, selection_mode="multi", key="filter-types")
    group = folium.FeatureGroup(name="points")
    group.add_child(layer_of(view(records, Filter(types=tuple(chosen))), os.environ["KHARITA_LAYER"]))
    group.add_child(Painted())
    with st.container(key="mapbox"):
        st_folium(
            # Without a nearest zoom a cluster has no levels, and draws nothing.
            LocalMap({}, location=[33.6, 43.2], zoom_start=6, maxZoom=15, tiles=None, prefer_canvas=True),
            key="map", height=560, use_container_width=True, returned_objects=[], feature_group_to_add=group,
        )  # fmt: skip
