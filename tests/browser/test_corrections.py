"""An analyst at the machine itself moves a dot; it is moved at once, after a rebuild, in every export, and back."""

import json
import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import TimeoutError

from dashboard.texts import Texts
from pipeline.corrections import CorrectionBook
from tests.browser.conftest import ROOT, map_of, picture, serving, shown, wait_shown
from tests.browser.test_accessible import SETTLED, findings

HOSTILE = '<img src=x onerror="window.top.__ran=1"><script>window.top.__ran=1</script> [x](javascript:window.top.__ran=1)'
ARTICLES = ("2021-09-12-erbil-airport-drones-ar.md", "2022-03-13-erbil-twelve-missiles-ar.md",
            "2020-01-08-iran-22-missiles-ar.md", "2020-01-08-pentagon-confirms-missiles-en.md")  # fmt: skip
ERBIL_AIRPORT = (36.2376, 43.9632)
MARK = """() => { const dot = Kharita.marks.dots.find((each) => each.row === Kharita.marks.open);
  return dot && [dot.lat, (dot.at[0] / 256 - 0.5) * 360]; }"""


class Project:
    """A store built from sample articles by the command, with a folder of its own for what people add."""

    def __init__(self, folder):
        self.store, self.local = folder / "store", folder / "local"
        self.book = CorrectionBook(self.local / "corrections.sqlite")
        self.build()

    def run(self, *arguments):
        done = subprocess.run(
            [sys.executable, "-m", "pipeline", *arguments], cwd=ROOT, capture_output=True, text=True,
            env={**os.environ, "KHARITA_LOCAL": str(self.local)}, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def build(self):
        paths = [str(ROOT / "data" / "samples" / each) for each in ARTICLES]
        self.run("build", *paths, "--out", str(self.store), "--workers", "1")

    def exported(self, record_id):
        lines = self.run(
            "export", "--what", "incidents", "--format", "jsonl", "--from", str(self.store)
        ).splitlines()
        return next(row for row in map(json.loads, lines) if row["incident_id"] == record_id)

    def record_at(self, place):
        lines = self.run(
            "export", "--what", "incidents", "--format", "jsonl", "--from", str(self.store)
        ).splitlines()
        return next(
            row
            for row in map(json.loads, lines)
            if row["place_name_en"] == place and row["date_start"] == "2021-09-11"
        )


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return Project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def desk(project):
    with serving(project.store, project.local) as address:
        yield address


def open_panel(page):
    frame = map_of(page)
    frame.wait_for_function("Kharita.marks.open !== null && Kharita.marks.open !== undefined")
    page.locator(".st-key-corrections summary").click()
    page.wait_for_selector("[class*=st-key-correct-save]")
    return frame


def choose(page, kind):
    """Choose what to correct, by its name; a rerun that ends shuts an open list, and a person opens it again."""
    for _ in range(5):
        page.wait_for_function(SETTLED)
        box = page.locator("[class*=st-key-correct-kind] input")
        box.click()
        box.fill(kind)
        try:
            page.get_by_role("option", name=kind).click(timeout=5000)
        except TimeoutError:
            continue
        page.wait_for_function(SETTLED)
        return
    raise AssertionError(f"{kind} could not be chosen")


def save(page, why):
    page.locator("[class*=st-key-correct-why] textarea").fill(why)
    page.locator("[class*=st-key-correct-save] button").click()


def is_at(frame, lat, lon):
    frame.wait_for_function(
        f"() => {{ const at = ({MARK})(); return at && Math.abs(at[0] - {lat}) < 0.002 && Math.abs(at[1] - {lon}) < 0.002; }}"
    )


def test_a_moved_dot_stays_moved_after_a_rebuild_and_in_the_export_until_it_is_undone(
    open_page, outside, project, desk
):
    before = project.record_at("Erbil International Airport")
    record_id, was = before["incident_id"], (before["lat"], before["lon"])
    page = open_page(f"?open={record_id}", at=desk)
    frame = open_panel(page)
    is_at(frame, *was)
    page.locator("[class*=st-key-correct-how] label", has_text="Coordinates").click()
    page.locator("[class*=st-key-correct-lat] input").fill("35.47")
    page.locator("[class*=st-key-correct-lon] input").fill("44.39")
    page.locator("[class*=st-key-correct-lon] input").press("Enter")
    page.get_by_text("Nearest settlement").wait_for()
    times = shown(frame)
    save(page, HOSTILE)
    wait_shown(frame, times)
    is_at(frame, 35.47, 44.39)
    page.get_by_text("Saved. It shows now").wait_for()
    assert "Changed by a person: place" in page.locator(".kh-changed").inner_text()

    project.build()
    row = project.exported(record_id)
    assert (row["lat"], row["lon"], row["governorate"]) == (35.47, 44.39, "Kirkuk")
    page.goto(f"{desk}/?open={record_id}")
    frame = open_panel(page)
    is_at(frame, 35.47, 44.39)
    assert HOSTILE in page.locator(".kh-correction").inner_text()
    assert page.locator(".kh-correction :is(img, a, script)").count() == 0
    assert not page.evaluate("window.__ran")
    picture(page, "corrected-en")

    page.get_by_role("button", name="Undo 1").click()
    is_at(frame, *was)
    page.wait_for_selector(".kh-correction s")
    project.build()
    assert (project.exported(record_id)["lat"], project.exported(record_id)["lon"]) == was
    assert [each.kind for each in project.book.all()] == ["move", "undo"]
    assert outside == []


def test_a_dot_moved_to_a_known_place_takes_its_name(open_page, project, desk):
    page = open_page(
        f"?open={project.record_at('Erbil International Airport')['incident_id']}&lang=ar", at=desk
    )
    frame = open_panel(page)
    page.locator("[class*=st-key-correct-search] input").fill("الموصل")
    page.locator("[class*=st-key-correct-search] input").press("Enter")
    page.locator("[class*=st-key-correct-found] label", has_text="Mosul").first.click()
    times = shown(frame)
    save(page, "بحسب مراسلنا")
    wait_shown(frame, times)
    page.wait_for_function("document.querySelector('.kh-head h3').innerText === 'الموصل'")
    assert "نُقل إلى الموصل" in page.locator(".kh-correction").last.inner_text()
    page.locator("[class*=st-key-undo] button").last.click()
    page.wait_for_function("document.querySelector('.kh-head h3').innerText !== 'الموصل'")


def test_a_discarded_incident_leaves_the_map_and_is_brought_back_by_its_link(open_page, project, desk):
    record_id = project.record_at("Erbil International Airport")["incident_id"]
    page = open_page(f"?open={record_id}", at=desk)
    open_panel(page)
    counted = page.locator("h1.kh-title-line").inner_text()
    choose(page, "Discard")
    save(page, "not an attack")
    page.get_by_text("This incident was discarded").wait_for()
    assert page.locator("h1.kh-title-line").inner_text() != counted
    page.goto(f"{desk}/?open={record_id}")
    page.get_by_text("This incident was discarded").wait_for()
    page.locator("[class*=st-key-undo] button").last.click()
    page.wait_for_selector(".kh-head")
    assert page.locator("h1.kh-title-line").inner_text() == counted


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_form_fits_the_page_and_is_accessible(open_page, project, desk, language, width):
    record_id = project.record_at("Erbil International Airport")["incident_id"]
    page = open_page(f"?open={record_id}&lang={language}", width, 1000, at=desk)
    open_panel(page)
    for kind, shows in (("move", "search"), ("date", "start"), ("type", "types"), ("join", "other")):
        if kind != "move":  # what is chosen at first
            choose(page, Texts(language).of("correct_kind", kind))
        page.wait_for_selector(f"[class*=st-key-correct-{shows}]")
        page.wait_for_function(SETTLED)
        page.locator("[class*=st-key-correct-save]").scroll_into_view_if_needed()
        picture(page, f"correct-{shows}-{width}-{language}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        panel = page.locator(".st-key-corrections").bounding_box()
        for control in page.locator(".st-key-corrections [class*=st-key-correct-]").all():
            box = control.bounding_box()
            assert panel["x"] - 1 <= box["x"]
            assert box["x"] + box["width"] <= panel["x"] + panel["width"] + 1
    assert findings(page) == []
    assert re.search("[?&]open=", page.url)
