"""How long a filter change takes to reach the map: `python -m bench.map_latency --incidents 100000`.

A real page in headless Chromium; each change is a click on an attack type. Measured from the click to the
end of the drawing on the map's canvas, with the bytes that the server sent for it; and beside it, the same
with folium's own layers over the same points. Then many websocket sessions at once, and snapshots.
`--write` puts the table into bench/MAP.md.
"""

import argparse
import contextlib
import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Frame, Page, sync_playwright

from bench.layer_page import CLUSTER_FILES, LAYERS
from bench.map_sessions import at_share, measure_sessions, server_memory
from bench.map_table import write_table
from bench.snapshot_cost import measure_snapshot
from bench.synthetic import write_synthetic
from dashboard.assets import prepare_static
from tests.browser.conftest import FLAGS, ROOT, _browser_path, map_of, serving

NOW = "performance.timeOrigin + performance.now()"
PATIENCE = 180_000  # milliseconds: a layer of 100,000 points takes its time
_SIZE = {"width": 1440, "height": 1000}


def measure(page: Page, frame: Frame, changes: int) -> dict[str, float]:
    """Latency in milliseconds and kilobytes received for each of `changes` filter changes."""
    received: list[int] = []
    kinds = page.locator(".st-key-filter-types button")
    times, sizes = [], []
    counter = page.context.new_cdp_session(page)
    counter.send("Network.enable")
    counter.on(
        "Network.webSocketFrameReceived",
        lambda event: received.append(len(event["response"]["payloadData"]) * 3 // 4),  # base64
    )
    for index in range(changes):
        shown = frame.evaluate("Kharita.shown")
        received.clear()
        start = page.evaluate(NOW)
        kinds.nth(index % kinds.count()).click(timeout=PATIENCE)
        frame.wait_for_function(f"Kharita.shown > {shown}", polling=10, timeout=PATIENCE)
        times.append(frame.evaluate("Kharita.paintedAt") - start)
        time.sleep(0.7)
        sizes.append(sum(received) / 1024)
    return {
        "p50_ms": round(statistics.median(times)),
        "p95_ms": round(at_share(times, 0.95)),
        "max_ms": round(max(times)),
        "kb_p50": round(statistics.median(sizes), 1),
        "kb_max": round(max(sizes), 1),
    }


def measure_layer(browser: Browser, address: str, layer: str, changes: int) -> dict[str, Any]:
    """First view of a warm server in seconds, changes, and the server's memory in MB, for one way of drawing."""

    def opened() -> tuple[Page, Frame]:
        page = browser.new_page(viewport=_SIZE)
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        if layer == "Kharita":
            return page, map_of(page)
        frame = page.wait_for_selector(".st-key-mapbox iframe").content_frame()
        assert frame
        frame.wait_for_function("window.Kharita && Kharita.shown > 0")
        return page, frame

    opened()[0].close()
    start = time.perf_counter()
    page, frame = opened()
    first = round(time.perf_counter() - start, 2)
    found = measure(page, frame, changes)
    return {"layer": layer, "first_view_s": first, **found, "server_mb": round(server_memory())}


@contextlib.contextmanager
def serving_layer(store: Path, layer: str) -> Iterator[str]:
    """The address of a page with one of folium's layers over `store`; all its files come from this machine."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.py"
        page.write_text("from bench.layer_page import main\n\nmain()\n", "utf-8")
        prepare_static(page.parent)
        for name in CLUSTER_FILES:
            content = files("xstatic.pkg.leaflet_markercluster") / "data" / name
            (page.parent / "static" / name).write_bytes(content.read_bytes())
        with serving(store, page=page, settings={"KHARITA_LAYER": layer, "PYTHONPATH": str(ROOT)}) as address:
            yield address


def _sessions(store: Path, sessions: int) -> list[dict[str, Any]]:
    found = []
    for equal in (False, True):
        with serving(store) as address:
            found.append(measure_sessions(address, sessions, 5, equal=equal))
    return found


def main() -> None:
    """Measure, print one JSON line for each finding, and write the table where it is asked for."""
    parser = argparse.ArgumentParser(description="Measure the time from a filter change to the painted map.")
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--changes", type=int, default=30)
    parser.add_argument(
        "--others", action=argparse.BooleanOptionalAction, default=True, help="folium's layers"
    )
    parser.add_argument("--store", type=Path, help="a store to use instead of an invented one")
    parser.add_argument("--sessions", type=int, default=20, help="websocket sessions at once; 0 for none")
    parser.add_argument("--snapshots", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the table, such as to bench/MAP.md")
    asked = parser.parse_args()
    prepare_static(ROOT)
    load = [os.getloadavg()[0]]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = asked.store or Path(folder)
        if not asked.store:
            write_synthetic(store, asked.incidents)
        layers = []
        browser = playwright.chromium.launch(executable_path=_browser_path(), args=FLAGS)
        with serving(store) as address:
            layers.append(measure_layer(browser, address, "Kharita", asked.changes))
            print(json.dumps(layers[-1]), flush=True)
        for layer in LAYERS if asked.others else ():
            with serving_layer(store, layer) as address:
                layers.append(measure_layer(browser, address, layer, asked.changes))
                print(json.dumps(layers[-1]), flush=True)
        browser.close()
        sessions = _sessions(store, asked.sessions) if asked.sessions else []
        snapshots = [measure_snapshot(store)] if asked.snapshots else []
        for each in (*sessions, *snapshots):
            print(json.dumps(each), flush=True)
        load.append(os.getloadavg()[0])
        if asked.write:
            write_table(asked.write, store, layers, sessions, snapshots, load)


if __name__ == "__main__":
    main()
