"""The same data on a map as folium's own layers draw it, to set Kharita's latency beside.

`measure_plain` serves a small Streamlit page with one FastMarkerCluster or GeoJson layer over the filtered
records, clicks through the attack types and waits until the new marks stand in the document. Leaflet comes
from the installed package, Leaflet.markercluster from `npm pack` when it is not given.
"""

import contextlib
import io
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Route

from dashboard.assets import LEAFLET_PACKAGE, _leaflet

ROOT = Path(__file__).parent.parent
MARKS = {"FastMarkerCluster": ".leaflet-marker-icon", "GeoJson": "path.leaflet-interactive"}
PAGE = """
import os
from pathlib import Path
import folium, streamlit as st
from folium.plugins import FastMarkerCluster
from streamlit_folium import st_folium
from dashboard.palette import TYPES_IN_ORDER
from pipeline.store import open_store
from pipeline.view import Filter, Records, view

@st.cache_resource
def load():
    return Records.load(open_store(Path(os.environ["KHARITA_STORE"])))

st.set_page_config(layout="wide")
records = load()
chosen = st.pills("type", TYPES_IN_ORDER, selection_mode="multi", key="filter.types")
rows = view(records, Filter(types=tuple(chosen))).points
lat, lon = records.lat[rows].round(5).tolist(), records.lon[rows].round(5).tolist()
shown = folium.Map([33.6, 43.2], zoom_start=6, tiles=None)
if os.environ["KHARITA_LAYER"] == "GeoJson":
    points = [{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [x, y]}} for x, y in zip(lon, lat)]
    marker = folium.CircleMarker(radius=3)
    folium.GeoJson({"type": "FeatureCollection", "features": points}, marker=marker).add_to(shown)
else:
    FastMarkerCluster(list(zip(lat, lon))).add_to(shown)
st_folium(shown, key="map", height=560, use_container_width=True, returned_objects=[])
"""


def cluster_files() -> dict[str, bytes]:
    """Leaflet.markercluster's script and styles, as npm packs them."""
    with tempfile.TemporaryDirectory() as folder:
        npm = shutil.which("npm")
        if not npm:
            raise SystemExit(
                "npm is needed to fetch leaflet.markercluster for the comparison: install Node.js"
            )
        run = [npm, "pack", "leaflet.markercluster@1.5.3", "--silent"]
        name = subprocess.run(run, cwd=folder, check=True, capture_output=True, text=True).stdout.split()[-1]
        with tarfile.open(fileobj=io.BytesIO((Path(folder) / name).read_bytes())) as packed:
            return {
                Path(each.name).name: packed.extractfile(each).read()  # type: ignore[union-attr]
                for each in packed.getmembers()
                if "/dist/" in each.name and each.name.endswith((".js", ".css"))
            }


@contextlib.contextmanager
def _serving(store: Path, layer: str) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "plain.py"
        script.write_text(PAGE, "utf-8")
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)], cwd=ROOT,
            env={**os.environ, "KHARITA_STORE": str(store), "KHARITA_LAYER": layer, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            for _ in range(200):
                with (
                    contextlib.suppress(OSError),
                    urllib.request.urlopen(f"http://localhost:{port}/_stcore/health"),
                ):
                    break
                time.sleep(0.1)
            yield f"http://localhost:{port}"
        finally:
            server.terminate()
            server.wait(20)


def measure_plain(browser: Browser, store: Path, layer: str, changes: int) -> dict[str, float]:
    """Milliseconds from a click on an attack type to the marks of `layer` in the document."""
    files = cluster_files() if layer == "FastMarkerCluster" else {}
    leaflet = _leaflet() / "static" / LEAFLET_PACKAGE

    def answer(route: Route) -> None:
        url = route.request.url
        name = url.split("?")[0].rpartition("/")[2]
        if url.startswith(("http://localhost:", "data:", "blob:")):
            route.continue_()
        elif name in files:
            route.fulfill(
                body=files[name], content_type="text/css" if name.endswith("css") else "text/javascript"
            )
        elif name in ("leaflet.js", "leaflet.css"):
            route.fulfill(path=leaflet / name)
        else:
            route.fulfill(body="", content_type="text/css" if name.endswith("css") else "text/javascript")

    with _serving(store, layer) as address:
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.set_default_timeout(180_000)
        page.route("**/*", answer)
        page.goto(address)
        frame = page.wait_for_selector(".st-key-map iframe").content_frame()
        assert frame
        new = f"[...document.querySelectorAll('{MARKS[layer]}')].some((each) => !each.dataset.old)"
        frame.wait_for_function(new)
        kinds = page.locator(".st-key-filter-types button")
        times = []
        for index in range(changes):
            time.sleep(1)
            frame.evaluate(
                f"document.querySelectorAll('{MARKS[layer]}').forEach((each) => (each.dataset.old = 1))"
            )
            start = time.perf_counter()
            kinds.nth(index % kinds.count()).click()
            frame.wait_for_function(new, polling=20)
            frame.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))")
            times.append((time.perf_counter() - start) * 1000)
        page.close()
    return {"p50_ms": round(statistics.median(times)), "max_ms": round(max(times)), "changes": changes}
