"""The two panels that belong together: the map, and beside it the evidence of what is open."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import streamlit as st
from streamlit_folium import st_folium

from dashboard import headings, states, tiles
from dashboard.corrections_panel import show_changed, show_corrections, show_discarded
from dashboard.evidence import load_mentions, load_reports, report_html, why_html
from dashboard.facts import record_html
from dashboard.less_sure import show_less_sure
from dashboard.map_layer import Extent, constant_map, marks_layer, payload
from dashboard.session import OPEN_KEY, PICK_KEY, assets, hear, open_record
from dashboard.texts import Texts
from pipeline.rows import ArticleRow, ReportRow
from pipeline.store import Store, StoreError
from pipeline.view import Filter, View, Window

__all__ = ["show_evidence", "show_map", "show_no_attacks", "show_underneath"]

MAP_HEIGHT = 560


def show_map(
    shown: View,
    opened: int | None,
    texts: Texts,
    root: Path,
    name: str = "map",
    height: int = MAP_HEIGHT,
    extent: Extent | None = None,
    on_open: Callable[[], None] = lambda: None,
) -> None:
    """A map; a click on it opens what was clicked, a move of it asks for what came into sight.

    `extent` is what it shows at first, by default what is on it. `on_open` is called after a click opened
    something. The map called "map" keeps its position in the page's address.
    """
    hashes = assets(str(root))
    window = st.session_state.get(f"window.{name}")
    content = payload(shown, Window(*window) if window else None, texts, hashes, opened, extent)
    content |= {"name": name, "tiles": tiles.chosen(texts) if name == "map" else None}

    def heard() -> None:
        if hear(shown.records, name):
            on_open()

    # `render` would lay out a page of the map's own, which nobody sees.
    st_folium(
        constant_map(hashes), key=name, height=height, use_container_width=True, returned_objects=[],
        feature_group_to_add=marks_layer(content), on_change=heard, render=False,
    )  # fmt: skip


def show_underneath(texts: Texts) -> None:
    """The line under the map: what its marks mean, and the switch of the street map."""
    with st.container(horizontal=True, vertical_alignment="center", key="underneath"):
        headings.show_legend(texts)
        tiles.show_switch(texts)


def show_evidence(store: Store, shown: View, opened: int | None, texts: Texts, root: Path) -> None:
    """The panel beside the map: the open record and the sentences behind it, or how to open one."""
    wanted = st.session_state.get(OPEN_KEY)
    if opened is None:
        if wanted and show_discarded(wanted, texts, store, root):
            return
        told = texts("evidence.gone") if wanted else texts("evidence.hint")
        st.html(f'<div class="kh-empty"><b>{texts("evidence.heading")}</b><p>{told}</p></div>')
        return
    record = shown.records.record(opened)
    _show_steps(shown, opened, texts)
    if not (shown.rows == opened).any():
        st.html(f'<p class="kh-warn">{texts("evidence.hidden")}</p>')
    st.html(record_html(record, texts))
    show_changed(record, texts, store, root)
    try:
        reports, mentions = load_reports(store, record), load_mentions(store, record)
        copies = store.copies_of(article["article_id"] for _, article in reports + mentions)
    except StoreError as error:
        st.error(str(error))
        return
    if not reports:
        st.html(f'<p class="kh-warn">{texts("evidence.reports_missing")}</p>')
        return
    st.html(
        f'<h4 class="kh-count">{texts.count("evidence.reports", record["n_reports"] or len(reports))}</h4>'
    )
    _show_reports(reports, copies, texts)
    if mentions:
        st.html(f'<h4 class="kh-count">{texts("evidence.mentions")}</h4>')
        _show_reports(mentions, copies, texts)
    show_corrections(record, texts, store, shown.records, root, reports)


def _show_reports(
    reports: Sequence[tuple[ReportRow, ArticleRow]], copies: Mapping[str, Sequence[ArticleRow]], texts: Texts
) -> None:
    for report, article in reports:
        st.html(report_html(report, article, texts, copies.get(report["article_id"], ())))
        with st.expander(texts("evidence.why")):
            st.html(why_html(report, article, texts))


def show_no_attacks(store: Store, opened: str | None, texts: Texts, root: Path) -> None:
    """The page where no record is left: the way back to the open one, if it was discarded, why there is none, and the less sure."""
    if opened:
        show_discarded(opened, texts, store, root)
    states.show_no_attacks(store.manifest["articles"], texts)
    if store.manifest.get("less_sure"):
        show_less_sure(store, Filter(), texts)


def _show_steps(shown: View, opened: int, texts: Texts) -> None:
    """Previous, next and close: within the group that was clicked, else through the table by date."""
    picked = [
        row for each in st.session_state.get(PICK_KEY, []) if (row := shown.records.row_of(each)) is not None
    ]
    among = picked if opened in picked and len(picked) > 1 else shown.rows.tolist()
    at = among.index(opened) if opened in among else -1
    ids = shown.records.table.column("record_id")
    turned = texts.language == "ar"
    with st.container(horizontal=True, vertical_alignment="center", key="steps", gap="small"):
        for name, step, icon, shortcut in (("previous", -1, "left", "K"), ("next", 1, "right", "J")):
            to = at + step
            reachable = at >= 0 and 0 <= to < len(among)
            side = {"left": "right", "right": "left"}[icon] if turned else icon
            st.button(
                texts(f"evidence.{name}"),
                icon=f":material/chevron_{side}:",
                icon_position="left" if name == "previous" else "right",
                key=f"step_{name}",
                type="tertiary",
                disabled=not reachable,
                shortcut=shortcut,
                on_click=open_record,
                args=(ids[among[to]].as_py() if reachable else None,),
            )
        told = texts("evidence.position", i=at + 1, n=len(among)) if at >= 0 else ""
        st.html(f'<span class="kh-note">{told}</span>', width="stretch")
        st.button(
            texts("evidence.close"), icon=":material/close:", key="step_close", type="tertiary",
            on_click=open_record, args=(None,),
        )  # fmt: skip
