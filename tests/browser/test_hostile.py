"""Hostile text in every field of the store and of the link runs nothing and breaks no layout."""

import json

import pytest

from bench.synthetic import write_synthetic
from pipeline.store import open_store, write_store
from pipeline.store.schema import ARTICLES_SCHEMA, RECORDS_SCHEMA, REPORTS_SCHEMA, rows_table
from tests.browser.conftest import map_of, picture, serving

MARK = "window.top.__ran=1"
PAYLOADS = (
    f'<img src=x onerror="{MARK}">', f"<script>{MARK}</script>", f"\"'><svg onload={MARK}>", f"${{{MARK}}}",
    f"`${{{MARK}}}`", f"{{{{constructor.constructor('{MARK}')()}}}}", f"</style><script>{MARK}</script>",
    f"[x](javascript:{MARK})", f'<a href="javascript:{MARK}">x</a>', "\u202e\u2067gnp.exe", "*" * 400,
    "ا" * 100_000,
)  # fmt: skip
TEXTS = ("place_name", "place_name_en", "place_name_ar", "governorate", "weapon", "summary_en", "toll_note")


def hostile_store(out):
    build = write_synthetic(out / "plain", len(PAYLOADS), 1, seed=4)
    tables = {
        name: open_store(build).table(name).to_pylist()
        for name in ("incidents", "series", "articles", "reports")
    }
    for name in ("incidents", "series"):
        for row, payload in zip(tables[name], PAYLOADS, strict=False):
            row.pop("geometry", None)
            row.update(dict.fromkeys(TEXTS, payload))
            row.update(
                country=payload[:20], actors=[payload], targets=[payload], sources=[payload], actor2=payload
            )
            row.update(
                outcome=payload if payload.startswith("<img") else row["outcome"],
                attack_types=["drone", payload],
            )
    for row, payload in zip(tables["reports"], PAYLOADS, strict=False):
        row.update(
            dict.fromkeys(("place_name", "quote", "source", "actor"), payload),
            evidence=json.dumps({payload: [0, 9], "place": ["a", "b"], "date": [-4, 10**9], "type": [0, 7]}),
            reason=json.dumps({"place": [payload], payload: [payload, 1], "type": payload}), sentence_start=0, sentence_end=len(payload),
        )  # fmt: skip
    for row, payload in zip(tables["articles"], PAYLOADS, strict=False):
        row.update(dict.fromkeys(("title", "text", "source", "facts_source", "published_raw"), payload))
        row["url"] = f"javascript:{MARK}"
    schemas = {
        "incidents": RECORDS_SCHEMA,
        "series": RECORDS_SCHEMA,
        "articles": ARTICLES_SCHEMA,
        "reports": REPORTS_SCHEMA,
    }
    write_store(out / "hostile", {name: rows_table(tables[name], schemas[name]) for name in schemas}, {})
    return out / "hostile"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    with serving(hostile_store(tmp_path_factory.mktemp("hostile"))) as address:
        yield address


def ran(page):
    return page.evaluate("window.__ran") or any(frame.evaluate("window.__ran") for frame in page.frames)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_hostile_store(open_page, outside, hostile, language):
    page = open_page(f"?lang={language}", at=hostile)
    map_of(page)
    page.locator("[data-testid=stPopover] button").first.click()
    page.wait_for_timeout(300)
    page.keyboard.press("Escape")
    rows = page.locator("table[aria-label] tbody tr")
    for index in range(rows.count()):
        rows.nth(index).click()
        page.wait_for_timeout(250)
    page.wait_for_selector(".kh-report")
    assert not ran(page)
    assert page.locator("a[href^='javascript']").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    assert outside == []
    picture(page, f"hostile-{language}")


def test_hostile_link(open_page, outside):
    value = "%3Cimg%20src%3Dx%20onerror%3Dwindow.top.__ran%3D1%3E"
    page = open_page(
        f"?q={value}&actor={value}&country={value}&from={value}&lang={value}&open={value}&at={value}&{value}={value}"
    )
    page.wait_for_selector(".kh-warn")
    page.wait_for_selector(".st-key-active button")
    assert not ran(page)
    assert page.locator(".kh-warn img").count() == 0


def test_oversized_link_opens_the_default_view(open_page):
    page = open_page("?q=" + "x" * 9000)
    map_of(page)
    assert "longer than" in page.locator(".kh-warn").first.inner_text()
    assert "60 incidents" in page.locator("h1.kh-title-line").inner_text()
