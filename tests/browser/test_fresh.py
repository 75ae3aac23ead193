"""An open page offers a new build by itself, and changes nothing before it is asked to."""

from pathlib import Path

import pytest

from bench.synthetic import write_synthetic
from dashboard.assets import prepare_static
from tests.browser.conftest import ROOT, map_of, serving


def test_an_open_page_offers_a_new_build_and_shows_it_when_asked(
    open_page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHARITA_LOOK_SECONDS", "1")
    out = tmp_path / "store"
    write_synthetic(out, 20, 1, seed=2)
    prepare_static(ROOT)
    with serving(out) as address:
        page = open_page(at=address)
        map_of(page)
        before = page.locator(".kh-title-line").inner_text()
        assert page.locator(".st-key-fresh").count() == 0
        write_synthetic(out, 30, 1, seed=3)
        button = page.get_by_role("button", name="New data: show it")
        button.wait_for(timeout=60_000)
        assert page.locator(".kh-title-line").inner_text() == before
        button.click()
        page.wait_for_function(
            "before => document.querySelector('.kh-title-line').innerText !== before", arg=before
        )
        button.wait_for(state="hidden")
