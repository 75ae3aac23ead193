"""A page that is open shows a new build at its next run, and offers it before."""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from bench.synthetic import write_synthetic
from dashboard.freshness import build_in_force
from tests.dashboard.test_app import title

OFFER = {"en": "New data: show it", "ar": "بيانات جديدة: اعرضها"}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    write_synthetic(tmp_path / "store", 20, 1, seed=2)
    return tmp_path / "store"


def offers(page: AppTest) -> list[str]:
    return [each.label for each in page.button if each.key == "fresh"]


def test_an_open_page_shows_a_new_build_at_its_next_run(run_page, out):
    page = run_page(out)
    assert "20 incidents" in title(page)
    write_synthetic(out, 30, 1, seed=3)
    page.run()
    assert "30 incidents" in title(page)
    assert not offers(page)


def test_a_store_that_was_made_anew_is_not_taken_for_the_one_before(run_page, out):
    page = run_page(out)
    shutil.rmtree(out)
    write_synthetic(out, 30, 1, seed=3)
    page.run()
    assert "30 incidents" in title(page)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_newer_build_is_offered_and_shown_when_it_is_asked_for(run_page, out, monkeypatch, language):
    calls = iter(["build-000001 earlier"])
    real = build_in_force
    # The page is laid out from one build, and by the time its fragment runs there is another.
    monkeypatch.setattr("dashboard.freshness.build_in_force", lambda at: next(calls, None) or real(at))
    page = run_page(out, lang=language)
    assert offers(page) == [OFFER[language]]
    page.button(key="fresh").click().run()
    assert not page.exception
    assert not offers(page)


def test_looking_for_a_newer_build_reads_the_name_alone(out, tmp_path):
    before = build_in_force(out)
    for each in out.glob("build-*/**/*"):
        if each.is_file():
            each.write_bytes(b"")
    assert build_in_force(out) == before
    assert before.startswith("build-000001 ")
    assert build_in_force(tmp_path / "none") == ""


def test_a_page_without_a_build_offers_the_first(run_page, out, tmp_path, monkeypatch):
    calls = iter(["nothing"])
    monkeypatch.setattr(
        "dashboard.freshness.build_in_force", lambda at: "" if next(calls, "") else build_in_force(out)
    )
    assert offers(run_page(tmp_path / "none")) == [OFFER["en"]]
