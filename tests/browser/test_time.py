"""Presets, the width of the bars, the switch for exact days, and the playback through time."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import map_of, picture, shown, wait_shown
from tests.browser.test_page import VIEW, title

WORDS = {
    "en": ("Last 30 days", "Year 2024", "All", "Week", "Day", "Only exact days", "Play through time", "Pause", "One step forward"),
    "ar": ("آخر ٣٠ يومًا", "سنة ٢٠٢٤", "الكل", "أسبوع", "يوم", "الأيام المحددة فقط", "تشغيل عبر الزمن", "إيقاف مؤقت", "خطوة إلى الأمام"),
}  # fmt: skip


def period(page):
    found = re.search(r"from=([\d-]+)&to=([\d-]+)", page.url)
    return found.groups() if found else None


@pytest.mark.parametrize("language", ["en", "ar"])
def test_time(open_page, language):
    days, year, whole, week, day, exact, play, pause, forward = WORDS[language]
    page = open_page(f"?lang={language}")
    frame = map_of(page)
    before = frame.evaluate(VIEW)
    bar = page.locator(".st-key-timebar")

    def press(name, filters=True):
        times = shown(frame)
        bar.get_by_text(name, exact=True).click()
        if filters:
            wait_shown(frame, times)

    everything = title(page)
    press(days)
    page.wait_for_url(re.compile(r"from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d"))
    press(year)
    page.wait_for_url(re.compile("from=2024&to=2024"))
    press(whole)
    page.wait_for_url(lambda url: "from=" not in url)
    page.wait_for_function(f"document.querySelector('h1.kh-title-line').innerText === {everything!r}")
    press(exact)
    page.wait_for_url(re.compile("exact=1"))
    # Every date is exact, so no bar stands apart; the address may change before the bars are drawn.
    expect(page.locator(".st-key-timeline .apart svg")).to_have_count(0)
    press(exact)
    page.wait_for_selector(".st-key-timeline .apart svg")
    press(week, filters=False)
    page.wait_for_url(re.compile("bars=week"))
    steps = page.locator(".st-key-timeline")
    times = shown(frame)
    steps.get_by_role("button", name=forward).click()
    wait_shown(frame, times)
    assert steps.locator(".now").inner_text()
    picture(page, f"week-{language}")
    press(day, filters=False)
    page.wait_for_url(re.compile("bars=day"))
    press("Month" if language == "en" else "شهر", filters=False)
    page.wait_for_url(lambda url: "bars=" not in url)
    press(whole)
    page.wait_for_url(lambda url: "from=" not in url)
    # Three steps of the playback, then a pause: only the pause is worth an entry in the browser's history.
    entries, times = page.evaluate("history.length"), shown(frame)
    steps.get_by_role("button", name=play).click()
    frame.wait_for_function(f"Kharita.shown >= {times + 3}")
    assert page.evaluate("history.length") == entries
    steps.get_by_role("button", name=pause).click()
    page.wait_for_url(re.compile(r"from=(\d{4}-\d\d)&to=\1"))
    stood = period(page)
    page.wait_for_timeout(1300)
    assert period(page) == stood, "paused, it stands still"
    assert title(page) != everything
    assert frame.evaluate(VIEW) == before
    picture(page, f"playback-{language}")
