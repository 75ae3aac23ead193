"""WCAG 2.2 A and AA by axe-core: nothing serious or critical on any page, in both languages, light and dark."""

from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError

from tests.browser.conftest import map_of

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text("utf-8")
RUN = """() => axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], resultTypes: ["violations"]})
  .then((found) => found.violations.map((each) => [each.id, each.impact, each.nodes.slice(0, 4).map((node) =>
    node.target.join(" ") + " " + node.html.slice(0, 160) + " " + node.any.map((any) => any.message).join(" ").slice(0, 160))]))"""


# Streamlit fades what a rerun has not drawn yet; half-faded text has no contrast, and is gone a moment later.
SETTLED = """() => !document.querySelector('[data-testid=stStatusWidget]') &&
  [...document.querySelectorAll('[data-testid=stElementContainer]')].every((each) => {
    const style = getComputedStyle(each);
    return each.dataset.stale !== 'true' && (style.display === 'none' || style.opacity === '1');
  })"""


def findings(page):
    page.wait_for_function(SETTLED)
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE)
    for frame in page.frames[1:]:
        if not frame.is_detached() and not frame.evaluate("Boolean(window.axe)"):
            frame.evaluate(AXE)
    return [each for each in page.evaluate(RUN) if each[1] in ("serious", "critical")]


def turn_to(page, index, shows):
    """Turn to a page; Streamlit drops a click that falls into the end of a rerun, as a person would click again."""
    for wait in (10_000, 30_000):
        page.locator(".st-key-page button").nth(index).click()
        try:
            page.wait_for_selector(shows, timeout=wait)
        except TimeoutError:
            continue
        return
    raise AssertionError(f"the page {index} never showed {shows}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_serious_finding(open_page, language, scheme):
    page = open_page(f"?lang={language}&open=inc-000002", scheme=scheme)
    map_of(page)
    page.wait_for_selector(".kh-report")
    assert findings(page) == []
    # The other pages, each combination of language and scheme with a part of them.
    for index in {"enlight": (1, 2, 3), "ardark": (1, 2, 3)}.get(language + scheme, ()):
        turn_to(
            page, index, [".st-key-changes_actors .holder", "textarea", ".kh-strip.kh-articles"][index - 1]
        )
        assert findings(page) == []
