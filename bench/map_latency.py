"""How long a filter change takes to reach the map: `python -m bench.map_latency --incidents 100000`.

A real page in headless Chromium; each change is a click on an attack type. Measured from the click to the
end of the drawing on the map's canvas, with the bytes that the server sent for it. In the same run:
twenty websocket sessions at once.
"""

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.map_sessions import measure_sessions
from bench.synthetic import write_synthetic
from dashboard.assets import prepare_static
from tests.browser.conftest import FLAGS, ROOT, _browser_path, map_of, serving

NOW = "performance.timeOrigin + performance.now()"


def measure(page: Page, changes: int) -> dict[str, float]:
    """Latency in milliseconds and kilobytes received for each of `changes` filter changes."""
    frame = map_of(page)
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
        kinds.nth(index % kinds.count()).click()
        frame.wait_for_function(f"Kharita.shown > {shown}", polling=10)
        times.append(frame.evaluate("Kharita.paintedAt") - start)
        time.sleep(0.7)
        sizes.append(sum(received) / 1024)
    ordered = sorted(times)
    return {
        "p50_ms": round(statistics.median(times)),
        "p95_ms": round(ordered[int(len(ordered) * 0.95) - 1]),
        "max_ms": round(ordered[-1]),
        "kb_p50": round(statistics.median(sizes), 1),
        "kb_max": round(max(sizes), 1),
    }


def main() -> None:
    """Measure and print one JSON line for each way of drawing, and one for many sessions."""
    parser = argparse.ArgumentParser(description="Measure the time from a filter change to the painted map.")
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--changes", type=int, default=30)
    parser.add_argument("--store", type=Path, help="a store to use instead of an invented one")
    parser.add_argument(
        "--sessions", type=int, default=20, help="how many websocket sessions at once; 0 for none"
    )
    asked = parser.parse_args()
    prepare_static(ROOT)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = asked.store or Path(folder)
        if not asked.store:
            write_synthetic(store, asked.incidents, evidence=2000)
        if asked.sessions:
            with serving(store) as address:
                print(json.dumps(measure_sessions(address, asked.sessions, 5)), flush=True)
        browser = playwright.chromium.launch(executable_path=_browser_path(), args=FLAGS)
        with serving(store) as address:
            page = browser.new_page(viewport={"width": 1440, "height": 1000})
            page.goto(address)
            map_of(page)
            again = browser.new_page(viewport={"width": 1440, "height": 1000})
            start = time.perf_counter()
            again.goto(address)
            map_of(again)
            first = round(time.perf_counter() - start, 2)
            found = measure(again, asked.changes)
        print(
            json.dumps({"layer": "Kharita", "incidents": asked.incidents, "first_view_s": first, **found}),
            flush=True,
        )
        browser.close()


if __name__ == "__main__":
    main()
