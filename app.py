"""The page: load, filter, lay out. Started by `make run`, or with `streamlit run app.py`."""

import os
from pathlib import Path

import streamlit as st

from dashboard import controls, headings, panels, session, states, table, timeline
from dashboard.assets import AssetError
from dashboard.texts import Texts
from pipeline.store import StoreError
from pipeline.view import view

ROOT = Path(__file__).parent


def main() -> None:
    """Lay out one run of the page."""
    st.set_page_config(
        page_title="Kharita", page_icon=str(ROOT / "dashboard" / "assets" / "icon.svg"), layout="wide"
    )
    asked = session.arrive()
    texts = Texts(asked.language)
    headings.show_style(texts)
    headings.show_header(texts)
    try:
        with st.spinner(texts("state.loading")):
            store, records = session.load(Path(os.environ.get("KHARITA_STORE", ROOT / "data" / "build")))
            session.assets(str(ROOT))
    except (StoreError, AssetError) as error:
        states.show_broken(error, texts)
        headings.show_caution(texts)
        return
    if not len(records):
        states.show_no_attacks(store.manifest["articles"], texts)
        headings.show_caution(texts)
        return
    shown = view(records, asked.filter)
    headings.show_title(shown, texts)
    controls.show_filters(records, shown, texts)
    controls.show_types(shown, texts)
    controls.show_active(asked.filter, texts)
    opened = session.opened_row(records)
    left, right = st.columns([1.75, 1], gap="small")
    with left, st.container(key="mapbox", gap="small"):
        panels.show_map(shown, opened, texts, ROOT)
        headings.show_legend(texts)
    with right, st.container(key="evidence", height=panels.MAP_HEIGHT + 2, border=True):
        panels.show_evidence(store, shown, opened, texts)
    timeline.show_timeline(shown, texts)
    if not len(shown.rows):
        states.show_no_match(texts)
    table.show_table(shown, asked.opened, texts, session.open_record)
    headings.show_built(store.manifest, texts)
    headings.show_caution(texts)
    session.leave()


main()
