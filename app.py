"""The page: load, filter, lay out. Started by `make run`, or with `streamlit run app.py`."""

import os
from pathlib import Path

import streamlit as st

from dashboard import controls, freshness, headings, panels, session, share_panel, states, table, timeline
from dashboard.address import Address
from dashboard.assets import AssetError
from dashboard.less_sure import show_less_sure
from dashboard.texts import Texts
from pipeline.store import Store, StoreError

ROOT = Path(__file__).parent


def main() -> None:
    """Lay out one run of the page."""
    st.set_page_config(page_title="Kharita", page_icon=str(ROOT / "dashboard/assets/icon.svg"), layout="wide")
    asked = session.arrive()
    texts = Texts(asked.language)
    headings.show_style(texts)
    headings.show_header(texts)
    out = Path(os.environ.get("KHARITA_STORE", ROOT / "data" / "build"))
    try:
        with st.spinner(texts("state.loading")):
            loaded = session.load(out, ROOT)
            session.assets(str(ROOT))
    except (StoreError, AssetError) as error:
        if asked.page == "add":
            show_add(out, None, texts)
        else:
            states.show_broken(error, texts)
    else:
        show_page(asked, out, loaded, texts)
    freshness.show_fresh(out, texts)
    headings.show_caution(texts)
    session.leave()


def show_page(asked: Address, out: Path, loaded: session.Loaded, texts: Texts) -> None:
    """The page that the address names; what needs records says so where there are none."""
    if asked.page == "add":
        show_add(out, loaded.store, texts)
    elif asked.page == "about":
        from dashboard import about

        about.show_about(loaded.store, loaded.records, ROOT, out, texts)
    elif not len(loaded.records):
        panels.show_no_attacks(loaded.store, asked.opened, texts, ROOT)
    elif asked.page == "compare":
        from dashboard import comparing

        comparing.show_comparison(loaded.store, loaded.records, asked.filter, ROOT, texts)
    else:
        show_map(asked, loaded, texts)


def show_add(out: Path, store: Store | None, texts: Texts) -> None:
    """The page that reads articles; what it needs to read them is loaded only when somebody opens it."""
    from dashboard import adding

    adding.show_add(out, store, texts)


def show_map(asked: Address, loaded: session.Loaded, texts: Texts) -> None:
    """The filter, the map with its evidence, the timeline and the table."""
    shown = loaded.view(asked.filter)
    opened = session.opened_row(loaded.records, loaded.store.manifest.get("aliases", {}))
    if share_panel.asked_to_embed():
        panels.show_map(shown, opened, texts, ROOT)
        headings.show_legend(texts)
        return
    # What stands above the map is laid out after it, so that the map is the first thing to be sent.
    above = st.container(key="above")
    left, right = st.columns([1.75, 1], gap="small")
    with left, st.container(key="mapbox", gap="small"):
        panels.show_map(shown, opened, texts, ROOT)
        panels.show_underneath(texts)
    with above:
        headings.show_title(shown, texts)
        controls.show_filters(loaded.records, shown, texts)
        controls.show_types(shown, texts)
        controls.show_active(loaded.records, asked.filter, texts)
    with right, st.container(key="evidence", height=panels.MAP_HEIGHT + 2, border=True):
        panels.show_evidence(loaded.store, shown, opened, texts, ROOT)
    timeline.show_timeline(shown, texts)
    if not len(shown.rows):
        states.show_no_match(texts)
    table.show_table(shown, asked.opened, texts, session.open_record)
    show_less_sure(loaded.store, asked.filter, texts)
    share_panel.show_share(shown, asked.filter, loaded.store, texts)
    headings.show_built(loaded.store.manifest, texts)


main()
