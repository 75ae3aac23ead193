"""The page as a person uses it: load, filter, click, read, share a link, turn to Arabic."""

import re

import pytest

from bench.synthetic import write_synthetic
from tests.browser.conftest import map_of, picture, serving, shown, wait_shown

VIEW = "() => [map.getCenter().lat, map.getCenter().lng, map.getZoom()]"
# The page's point of the first dot that stands for one incident.
DOT = """() => {
  const marks = Kharita.marks, hit = marks.hits.find((each) => each.dot && !(each.dot.flags & 4));
  const origin = map.layerPointToContainerPoint(marks._bounds.min);
  return [hit.x + origin.x, hit.y + origin.y, hit.dot.row];
}"""


def choose_type(page, name):
    page.locator(".st-key-filter-types button", has_text=name).first.click()


def choose_month(page, label, month):
    box = page.get_by_role("combobox", name=re.compile(label)).first
    box.click()
    box.fill(month)
    page.get_by_role("option", name=month, exact=True).click()


def without_position(url):
    """A page's query without where its map stands, which the map writes when it has come to rest."""
    return re.sub(r"&at=[^&]*", "", url.split("?", 1)[1])


def title(page):
    return page.locator("h1.kh-title-line").inner_text()


def test_loads_with_every_outside_request_blocked(open_page, outside):
    page = open_page()
    frame = map_of(page)
    assert frame.evaluate("Kharita.marks.hits.length") > 0
    assert frame.evaluate("Kharita.base.data.land.length") > 0
    # Painted: the canvas of the marks holds pixels that are not clear.
    painted = frame.evaluate(
        "() => { const c = Kharita.marks._container; "
        "return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v) => v > 0) }"
    )
    assert painted
    assert "60 incidents and 3 series" in title(page)
    assert "not for targeting" in page.locator(".kh-caution").inner_text()
    assert outside == []
    picture(page, "english-1440")


def test_month_and_type_filter_without_moving_the_map(open_page):
    page = open_page()
    frame = map_of(page)
    before = frame.evaluate(VIEW)
    times = shown(frame)
    choose_type(page, "Rocket")
    wait_shown(frame, times)
    page.wait_for_url(re.compile("type=rocket"))
    rockets = title(page)
    assert "60 incidents" not in rockets
    times = shown(frame)
    choose_month(page, "From", "Jan 2022")
    wait_shown(frame, times)
    page.wait_for_url(re.compile("from=2022-01&type=rocket"))
    page.wait_for_function(f"document.querySelector('h1.kh-title-line').innerText !== {rockets!r}")
    assert title(page) != rockets
    assert frame.evaluate(VIEW) == before
    page.get_by_role("button", name="Clear all").first.click()
    page.wait_for_function("document.querySelector('h1.kh-title-line').innerText.startsWith('60 incidents')")
    assert frame.evaluate(VIEW) == before


def test_click_on_a_dot_shows_its_sentence(open_page):
    page = open_page()
    frame = map_of(page)
    x, y, _ = frame.evaluate(DOT)
    box = page.locator(".st-key-mapbox iframe").bounding_box()
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.wait_for_selector(".kh-report blockquote mark.kh-place")
    page.wait_for_url(re.compile(r"open=inc-\d+"))
    assert page.locator(".st-key-evidence .kh-head h3").inner_text()
    picture(page, "evidence-1440")


def test_row_opens_evidence_in_arabic_right_to_left(open_page):
    page = open_page("?lang=ar")
    map_of(page)
    page.locator("table[aria-label] tbody tr").first.click()
    page.wait_for_selector(".kh-report blockquote")
    row_place = (
        page.locator("table[aria-label] tbody tr").first.locator("td").nth(1).locator("bdi").inner_text()
    )
    assert page.locator(".kh-head h3").inner_text() == row_place
    assert page.evaluate("getComputedStyle(document.querySelector('.stApp')).direction") == "rtl"
    assert page.locator(".kh-report blockquote").first.get_attribute("dir") == "auto"
    boxes = [page.locator(f".st-key-{name}").bounding_box() for name in ("mapbox", "evidence")]
    assert boxes[0]["x"] > boxes[1]["x"], "the map stands at the reading start, on the right"
    picture(page, "arabic-1440")


def test_link_restores_filter_language_and_open_record(open_page):
    page = open_page("?from=2021-01&to=2023-06&outcome=intercepted&samples=0&lang=ar&open=inc-000002")
    map_of(page)
    first = title(page)
    page.wait_for_selector(".kh-head")
    again = open_page("?" + page.url.split("?", 1)[1])
    map_of(again)
    again.wait_for_selector(".kh-head")
    assert title(again) == first
    assert without_position(again.url) == without_position(page.url)


def test_back_and_forward_restore_the_filter(open_page):
    page = open_page()
    frame = map_of(page)
    times = shown(frame)
    choose_type(page, "Rocket")
    wait_shown(frame, times)
    page.wait_for_url(re.compile("type=rocket"))
    page.go_back()
    page.wait_for_function("document.querySelector('h1.kh-title-line').innerText.startsWith('60 incidents')")
    page.go_forward()
    page.wait_for_function("!document.querySelector('h1.kh-title-line').innerText.startsWith('60 incidents')")
    page.wait_for_selector(
        ".st-key-filter-types button[aria-pressed=true], .st-key-filter-types button[aria-checked=true]"
    )


def test_language_switch_keeps_the_view(open_page):
    page = open_page()
    frame = map_of(page)
    before = frame.evaluate(VIEW)
    times = shown(frame)
    page.get_by_role("button", name="العربية").click()
    wait_shown(frame, times)
    page.wait_for_url(re.compile("lang=ar"))
    page.wait_for_function("document.querySelector('h1.kh-title-line').innerText.includes('حادثة')")
    assert frame.evaluate(VIEW) == before
    assert frame.evaluate("Kharita.lang") == "ar"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_narrow_page_does_not_scroll_sideways(open_page, language):
    page = open_page(f"?lang={language}", 390, 844)
    map_of(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    main = page.locator(".stMainBlockContainer").bounding_box()
    assert main["width"] <= 390
    picture(page, f"narrow-{language}")


def test_samples_are_marked_and_one_switch_hides_them(open_page):
    page = open_page()
    frame = map_of(page)
    assert page.locator("table[aria-label] .badge").count() > 0
    times = shown(frame)
    page.locator("[data-testid=stCheckbox] label", has_text="Show samples").click()
    wait_shown(frame, times)
    page.wait_for_url(re.compile("samples=0"))
    page.wait_for_function("!document.querySelector('.kh-notes').innerText.includes('sample')")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_dragging_the_timeline_chooses_months(open_page, language):
    page = open_page(f"?lang={language}")
    frame = map_of(page)
    before, times = frame.evaluate(VIEW), shown(frame)
    bars = page.locator(".st-key-timeline .holder > svg")
    bars.scroll_into_view_if_needed()
    box = bars.bounding_box()
    near, far = (0.25, 0.5) if language == "en" else (0.75, 0.5)
    page.mouse.move(box["x"] + box["width"] * near, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * far, box["y"] + 40, steps=5)
    page.mouse.up()
    page.wait_for_url(re.compile(r"from=\d{4}-\d\d&to=\d{4}-\d\d"))
    wait_shown(frame, times)
    since, until = re.search(r"from=([\d-]+)&to=([\d-]+)", page.url).groups()
    assert "2020" <= since < until < "2023"
    assert frame.evaluate(VIEW) == before
    picture(page, f"timeline-{language}")


def test_the_first_view_of_many_is_sent_once(open_page, tmp_path):
    write_synthetic(tmp_path, 6000, 3, evidence=0)
    with serving(tmp_path) as address:
        page = open_page(at=address)
        frame = map_of(page)
        page.wait_for_timeout(1000)  # a map that lacked cells would have asked for others by now
        assert frame.evaluate("Kharita.payload.partial")
        assert shown(frame) == 1
