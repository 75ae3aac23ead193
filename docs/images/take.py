"""Takes the pictures of the README's tour from the real page: `python -m docs.images.take`.

Builds seeds/ and data/samples/ into a folder of its own, opens the page in Chromium, and writes the PNG files
beside this one. Run it after a change of what the page looks like.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page

from dashboard.assets import prepare_static
from pipeline.build import build
from pipeline.paths import ROOT
from tests.browser.conftest import browsing, map_of, serving

HERE = Path(__file__).parent
SIZE = {"width": 1440, "height": 1000}
ERBIL = "place=iq.erbil-international-airport"


def settled(page: Page) -> None:
    """Wait until the map is drawn and nothing moves any more."""
    map_of(page)
    time.sleep(1.5)


def opened(browser: Browser, address: str, query: str, **size: int) -> Page:
    """The page of a query, in a window of its own."""
    page = browser.new_context(viewport=SIZE | size, locale="en-US").new_page()
    page.goto(f"{address}/?{query}")
    return page


def open_first(page: Page) -> None:
    """Open the first row of the table."""
    page.locator("table[aria-label] tbody tr").first.click()
    page.wait_for_selector(".kh-report blockquote mark")
    page.evaluate("window.scrollTo(0, 0)")
    page.locator(".stMain").evaluate("each => each.scrollTo(0, 0)")
    time.sleep(1.5)


def take(browser: Browser, address: str, store: Path) -> None:
    """All six pictures."""

    def shoot(page: Page, name: str) -> None:
        page.screenshot(path=HERE / f"{name}.png")
        page.context.close()

    page = opened(browser, address, "lang=en&from=2021-09&to=2021-09&country=IQ")
    settled(page)
    open_first(page)
    shoot(page, "dashboard-en")
    page = opened(browser, address, f"lang=ar&{ERBIL}&from=2021-09&to=2021-12")
    settled(page)
    open_first(page)
    shoot(page, "dashboard-ar")
    page = opened(browser, address, "lang=en&from=2021&to=2022&type=drone,rocket", height=1250)
    settled(page)
    page.locator(".st-key-timeline").scroll_into_view_if_needed()
    time.sleep(1)
    shoot(page, "timeline")
    page = opened(browser, address, "lang=en&page=compare&first=2021-01_2021-12&second=2022-01_2022-12")
    page.wait_for_selector(".st-key-timeline, h2, table")
    time.sleep(6)
    shoot(page, "compare")
    page = opened(browser, address, "lang=en&page=about")
    page.wait_for_selector("table")
    time.sleep(2)
    shoot(page, "about")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "share", "snapshot", "--filter", "country=IQ", "--from", str(store), "-o", f"{folder}/out"],
            cwd=ROOT, check=True, capture_output=True,
        )  # fmt: skip
        (HERE / "snapshot.png").write_bytes(next(Path(folder).rglob("map.png")).read_bytes())


def main() -> None:
    """Build, serve, take."""
    argparse.ArgumentParser(description=__doc__.split("\n", 1)[0]).parse_args()
    prepare_static(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        build([str(ROOT / "seeds"), str(ROOT / "data" / "samples")], store)
        with serving(store) as address, browsing() as browser:
            take(browser, address, store)


if __name__ == "__main__":
    main()
