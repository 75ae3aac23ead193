"""The share panel in a page of its own: preview, links, and a snapshot that verifies."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from share.verify import verify
from tests.browser.conftest import PATIENCE, ROOT

APP = """
import os
from pathlib import Path
import streamlit as st
from dashboard.share_panel import asked_to_embed, show_share
from dashboard.texts import Texts
from pipeline.view import Filter
from pipeline.view import Records
from pipeline.store import open_store
from pipeline.view import view

st.set_page_config(layout="wide")
store = open_store(Path(os.environ["KHARITA_STORE"]))
records = Records.load(store)
asked = Filter.parse("country=IQ&type=drone,ied")
st.write("embedded" if asked_to_embed() else "whole")
show_share(view(records, asked), asked, store, Texts("en"))
"""


@pytest.fixture
def address(store, tmp_path):
    (tmp_path / "page.py").write_text(APP)
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(tmp_path / "page.py"), "--server.port", str(port)],
        cwd=ROOT,
        env={**os.environ, "KHARITA_STORE": str(store.folder), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=1),
            ):
                break
            time.sleep(0.1)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(20)


def test_previews_and_makes_a_snapshot_that_agrees(address, browser, store, tmp_path, selected):
    page = browser.new_page(viewport={"width": 1400, "height": 1500})
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/?embed=1")
    page.get_by_text("embedded").wait_for()
    page.goto(address)
    page.get_by_text("whole").wait_for()
    page.get_by_text("Share what is shown").click()
    page.locator("[data-testid=stImage] img").wait_for()
    page.locator("[data-testid=stCode]").nth(2).wait_for()
    links = ["".join(each.split()) for each in page.locator("[data-testid=stCode]").all_inner_texts()]
    assert any(f"{address}/?type=drone,ied&country=IQ&lang=en" in each for each in links), links
    assert any("<iframe" in each and "embed=1" in each for each in links)
    page.get_by_role("button", name="Make the snapshot").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Download the snapshot")).click()
    download.value.save_as(tmp_path / "made.zip")
    if os.environ.get("KHARITA_PICTURES"):
        page.screenshot(path=f"{os.environ['KHARITA_PICTURES']}/panel.png")
    page.close()
    verdict = verify(tmp_path / "made.zip", store)
    assert verdict.agrees
    assert verdict.snapshot_id == selected("country=IQ&type=drone,ied").snapshot_id
