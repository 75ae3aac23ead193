"""The offline page in a real browser, opened from disk with the network blocked."""

import re
import time

import pyarrow as pa
import pytest

from bench.synthetic import write_synthetic
from pipeline.store import open_store, write_store
from pipeline.view import Filter, Records
from share.look import Look
from share.page import page_html
from share.selection import Care, select
from tests.browser.conftest import PATIENCE
from tests.share.conftest import DAY

DOT = """() => {
  const marks = Kharita.page.map.marks, hit = marks.hits.find((each) => each.dot && !(each.dot.flags & 4));
  const map = Kharita.page.map.map, origin = map.layerPointToContainerPoint(marks._bounds.min);
  const box = map.getContainer().getBoundingClientRect();
  return [box.left + hit.x + origin.x, box.top + hit.y + origin.y, hit.dot.row];
}"""
HOSTILE = '</script><img src=x onerror="window.struck=1"><!-- \u202e &amp; "quoted" \'so\''


@pytest.fixture
def opened(browser, tmp_path):
    """Open a page from disk; every request but the file itself is blocked and listed, and so is every complaint."""
    context = browser.new_context(viewport={"width": 1400, "height": 1400}, offline=True)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.asked, page.complaints = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))

    def at(content: bytes):
        path = tmp_path / "snapshot.html"
        path.write_bytes(content)
        page.goto(path.as_uri())
        page.wait_for_function("window.Kharita && Kharita.ready && Kharita.painted > 0")
        return page

    yield at
    context.close()


def test_opens_offline_filters_and_leads_to_a_sentence(opened, selected):
    selection = selected("country=IQ")
    page = opened(page_html(selection, Look()))
    assert page.evaluate("Kharita.page.map.marks.hits.length") > 0
    n = len(selection.view.rows)
    assert page.inner_text("#shown").startswith(f"{n} of {n} shown")
    page.get_by_role("button", name=re.compile("^Drone")).click()
    drones = [row for row in selection.table.to_pylist() if "drone" in row["attack_types"]]
    assert page.inner_text("#shown").startswith(f"{len(drones)} of {n} shown")
    assert page.evaluate("Kharita.page.state.rows.map((i) => Kharita.page.ids[i]).sort()") == sorted(
        each["record_id"] for each in drones
    )
    page.locator("tbody tr").first.click()
    page.wait_for_selector("#evidence blockquote mark.place")
    assert page.locator("#evidence a").get_attribute("href").startswith("https://example.org/")
    page.get_by_role("button", name="Show all").click()
    page.fill("#search", "Baghdad")
    page.wait_for_timeout(500)
    found = page.inner_text("#shown")
    assert not found.startswith(f"{n} of")
    page.fill("#search", "بغداد")
    page.wait_for_timeout(500)
    assert page.inner_text("#shown") == found
    assert "Baghdad" in page.inner_text("tbody")
    assert len(page.asked) == 1
    assert page.complaints == []


def test_a_click_on_a_dot_opens_its_evidence(opened, selected):
    page = opened(page_html(selected("country=YE&type=drone,ied"), Look()))
    x, y, row = page.evaluate(DOT)
    page.mouse.click(x, y)
    page.wait_for_selector("#evidence blockquote")
    assert page.evaluate("Kharita.page.state.open") == row


def test_turns_to_the_other_language(opened, selected):
    page = opened(page_html(selected(), Look("ar", "dark", "عنوان خاص")))
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert page.inner_text("#title") == "عنوان خاص"
    assert "لا تصلح للاستهداف" in page.inner_text("#caution")
    page.click("#language")
    assert page.evaluate("document.documentElement.dir") == "ltr"
    assert "300 incidents" in page.inner_text("#counts")
    assert "not for targeting" in page.inner_text("#caution")
    assert page.complaints == []


def test_the_timeline_chooses_months(opened, selected):
    page = opened(page_html(selected(), Look()))
    page.locator("#timeline").scroll_into_view_if_needed()
    box = page.locator("#timeline").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 30)
    page.mouse.up()
    shown = page.evaluate("Kharita.page.state.rows.length")
    assert 0 < shown < 304
    page.locator("#timeline").dblclick()
    assert page.evaluate("Kharita.page.state.rows.length") == 304


def test_hostile_text_stays_text(opened, store, tmp_path):
    tables = {name: store.table(name) for name in ("incidents", "series", "reports", "articles")}
    for table, columns in (
        ("incidents", ("place_name_en", "place_name_ar")),
        ("reports", ("quote",)),
        ("articles", ("source", "url")),
    ):
        for name in columns:
            at = tables[table].column_names.index(name)
            value = f"javascript:{HOSTILE}" if name == "url" else HOSTILE
            tables[table] = tables[table].set_column(at, name, pa.array([value] * len(tables[table])))
    write_store(tmp_path / "store", tables, {})
    hostile = open_store(tmp_path / "store")
    selection = select(hostile, Records.load(hostile), Filter(), Care(), DAY)
    content = page_html(selection, Look("en", "light", HOSTILE))
    assert b"<img" not in content
    page = opened(content)
    page.locator("tbody tr").first.click()
    page.wait_for_selector("#evidence blockquote")
    assert "onerror" in page.inner_text("#evidence blockquote")
    assert page.locator("#evidence a").count() == 0
    assert page.evaluate("window.struck") is None
    assert page.complaints == []
    assert len(page.asked) == 1


@pytest.mark.parametrize("query", ["q=nowhere-at-all", "q=Erbil&from=2021&to=2021"])
def test_none_and_few(opened, selected, query):
    selection = selected(query)
    page = opened(page_html(selection, Look()))
    assert page.evaluate("Kharita.page.ids.length") == len(selection.view.rows)
    assert page.complaints == []


def test_what_is_coarsened_carries_no_sentence(selected):
    selection = selected("country=IQ", Care(0, True))
    content = page_html(selection, Look()).decode()
    assert "says this invented text" not in content
    assert "Ain al-Asad" not in content.split('id="data"')[1].split("</script>")[0]


def test_many_fit_into_the_size_and_time(tmp_path):
    write_synthetic(tmp_path, 10_000, 3)
    store = open_store(tmp_path)
    records = Records.load(store)
    page_html(select(store, records, Filter.parse("country=YE"), Care(), DAY), Look())
    start = time.process_time()
    content = page_html(select(store, records, Filter(), Care(), DAY), Look())
    assert time.process_time() - start < 2
    # 100,000 are ten times the columns; sentences stop at 4.5 MB and the base map is there once.
    rows = len(content) - 1_000_000 - 4_500_000
    assert rows < 0.9e6
