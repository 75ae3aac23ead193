"""The other pages: compare two periods, add articles, about the data; and the map's position and street map."""

import http.server
import re
import threading

import pytest

from bench.synthetic import write_synthetic
from tests.browser.conftest import map_of, picture, serving, shown, wait_shown
from tests.browser.test_page import VIEW, title

ARTICLE = {
    "en": "Two rockets hit Ain al-Asad air base in western Iraq on Monday, wounding three soldiers, the army said.",
    "ar": "سقط صاروخان يوم الاثنين على قاعدة عين الأسد الجوية غربي العراق، وأصيب ثلاثة جنود، بحسب الجيش.",
}
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501"
    "0127185ae90000000049454e44ae426082"
)


def turn(page, index):
    page.locator(".st-key-header [data-testid=stButtonGroup] button").nth(index).click()


def settled(page):
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
    page.wait_for_timeout(150)


@pytest.fixture(scope="module")
def tiles():
    """A tile server on this machine: its address, and every path that was asked for."""
    asked = []

    class Tiles(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(PIXEL)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("localhost", 0), Tiles)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/{{z}}/{{x}}/{{y}}.png", asked
    server.shutdown()


@pytest.fixture(scope="module")
def own(tmp_path_factory, tiles):
    """A server whose store may change, with street tiles from this machine."""
    out = tmp_path_factory.mktemp("own")
    write_synthetic(out, 12, 1, seed=5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KHARITA_TILES", tiles[0])
        with serving(out) as address:
            yield address


@pytest.mark.parametrize("language", ["en", "ar"])
def test_compare_leads_to_the_incidents(open_page, outside, language):
    page = open_page(f"?lang={language}&page=compare&first=2020-01_2020-12&second=2021-01_2021-12")
    numbers = page.locator(".st-key-changes_types tbody button:not([disabled])")
    numbers.first.wait_for()
    page.wait_for_selector(".st-key-mapbox_second iframe")
    settled(page)
    assert "first=2020-01_2020-12&second=2021-01_2021-12" in page.url
    for part in ("types", "places", "actors"):
        assert page.locator(f".st-key-changes_{part} tbody tr").count() > 0
    picture(page, f"compare-{language}")
    indic = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
    n = int(numbers.first.inner_text().translate(indic))
    numbers.first.click()
    map_of(page)
    page.wait_for_url(re.compile(r"from=202[01]-01&to=202[01]-12&type="))
    assert page.locator("table[aria-label] tbody tr").count() == n
    assert outside == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_about_the_data(open_page, outside, language):
    page = open_page(f"?lang={language}&page=about")
    page.wait_for_selector(".kh-strip.kh-articles i")
    assert page.locator(".kh-list").count() >= 2
    page.locator("[data-testid=stFormSubmitButton] button").click()
    page.wait_for_selector(".kh-warn[role=alert] li")
    picture(page, f"about-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    picture(page, f"about-narrow-{language}")
    assert outside == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_add_articles(open_page, outside, own, language):
    page = open_page(f"?lang={language}&page=add", at=own)
    text = page.locator("textarea")
    read = page.locator("[data-testid=stFormSubmitButton] button")
    text.fill("https://example.org/news")
    read.click()
    page.wait_for_selector(".kh-warn[role=alert]")
    text.fill(ARTICLE[language])
    page.locator(".st-key-add-published input").fill("2024-03-12")
    page.locator("input[type=file]").set_input_files(
        [{"name": "refused.xyz", "mimeType": "application/octet-stream", "buffer": b"\x00\x01\x02"}]
    )
    page.get_by_text("refused.xyz").first.wait_for()
    read.click()
    page.wait_for_selector("[class*=st-key-added] button", timeout=60_000)
    assert "refused.xyz" in page.locator(".kh-list").inner_text()
    settled(page)
    picture(page, f"add-{language}")
    page.locator("[class*=st-key-added] button").first.click()
    page.wait_for_selector(".kh-report blockquote mark.kh-place")
    assert page.locator(".kh-report blockquote").first.inner_text() == ARTICLE[language]
    assert outside == []


def test_position_of_the_map_is_in_the_link(open_page):
    page = open_page()
    frame = map_of(page)
    assert "at=" not in page.url
    frame.evaluate("map.setView([33.5, 44.25], 8, {animate: false})")
    page.wait_for_url(re.compile(r"at=33\.5000,44\.2500,8"))
    times = shown(frame)
    page.locator(".st-key-filter-types button", has_text="Rocket").first.click()
    wait_shown(frame, times)
    page.wait_for_url(re.compile("type=rocket"))
    page.wait_for_url(re.compile("type=rocket.*at=33.5"))
    again = open_page("?" + page.url.split("?", 1)[1])
    where = map_of(again).evaluate(VIEW)
    assert where == pytest.approx([33.5, 44.25, 8], abs=0.01)
    assert title(again) == title(page)


def test_street_map_asks_for_tiles_only_when_switched_on(open_page, outside, own, tiles):
    page = open_page("?tiles=1", at=own)
    frame = map_of(page)
    assert tiles[1] == [], "no link switches it on"
    switch = page.locator(".st-key-tiles label").first
    switch.click()
    frame.wait_for_function("document.querySelectorAll('.leaflet-tile-loaded').length > 0")
    assert re.fullmatch(r"/\d+/\d+/\d+\.png", tiles[1][0])
    assert "localhost" in frame.locator(".leaflet-control-attribution").inner_text()
    settled(page)
    picture(page, "street")
    switch.click()
    frame.wait_for_function("document.querySelectorAll('.leaflet-tile').length === 0")
    asked = len(tiles[1])
    frame.evaluate("map.setZoom(7)")
    page.wait_for_timeout(400)
    assert len(tiles[1]) == asked
    assert outside == []
