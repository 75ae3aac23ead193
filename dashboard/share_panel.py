"""The share panel: a live preview of the snapshot, what it includes, the link, the frame, and the making of it.

A fragment of the page: choosing here redraws the panel alone, and making a snapshot blocks no other visitor.
"""

import datetime as dt
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.session import set_aside
from dashboard.texts import Texts
from pipeline.export import FORMATS
from pipeline.store import Store, StoreError
from pipeline.view import Filter, View
from share.links import EMBED_KEY, HOME, citation, embed_snippet, permalink
from share.look import Look
from share.selection import Care, Selection, select
from share.wording import counts_text, filter_text, place_names, title_text
from share.words import Words

if TYPE_CHECKING:
    from share.picture import Drawn

__all__ = ["asked_to_embed", "show_share"]

_LONGEST_HOURS = 24 * 366
_CARES = ("care_none", "care_hold", "care_last", "care_all")


def asked_to_embed() -> bool:
    """Whether the address asks for the map and the legend alone (`?embed=1`), for a frame in another page.

    Streamlit keeps `embed` out of `st.query_params`, so it is read from the run's own query.
    """
    run = get_script_run_ctx(suppress_warning=True)
    asked = dict(parse_qsl(run.query_string if run else "")).get(EMBED_KEY, "")
    if asked in ("1", "true") or st.context.is_embedded:
        st.session_state["embedded"] = True  # the address is rewritten while the page is used
    return bool(st.session_state.get("embedded"))


@st.fragment
def show_share(shown: View, asked: Filter, store: Store, texts: Texts) -> None:
    """Share what `asked` shows of `store`; nothing is drawn before the panel is opened."""
    words = Words(texts.language)
    with st.expander(
        words("panel.heading"), icon=":material/ios_share:", key="share", on_change="rerun"
    ) as panel:
        if not panel.open:
            return
        left, right = st.columns([1, 1.4], gap="medium")
        with left:
            look, care = _choices(words)
        selection = select(store, shown.records, asked, care, dt.date.today())
        with right:
            _preview(selection, look, words)
        with left:
            _make(selection, look, words)
        _links(selection, look, words)


def _choices(words: Words) -> tuple[Look, Care]:
    """How the snapshot looks, and what it keeps from its readers."""
    title = st.text_input(words("panel.title"), max_chars=300, key="share_title")
    languages = {"en": "English", "ar": "العربية"}
    language = st.segmented_control(
        words("panel.language"), list(languages), format_func=languages.__getitem__,
        default=words.language, required=True, key=f"share_language_{words.language}",
    )  # fmt: skip
    theme = st.segmented_control(
        words("panel.theme"), ["light", "dark"], format_func=lambda each: words(f"panel.{each}"),
        default="light", required=True, key="share_theme",
    )  # fmt: skip
    care = st.selectbox(
        words("panel.care"), _CARES, format_func=lambda each: words(f"panel.{each}"), key="share_care"
    )
    hours = 0
    if care in ("care_hold", "care_last"):
        hours = int(st.number_input(words("panel.hours"), 24, _LONGEST_HOURS, 72, 24, key="share_hours"))
    look = Look(language or words.language, theme or "light", title.strip())
    return look, Care(hours, care in ("care_last", "care_all"))


@lru_cache(maxsize=1)
def _drawing() -> Callable[[Selection, Look], "Drawn"]:
    """What draws a picture: it brings matplotlib and geopandas, 60 MB that the map does without."""
    from share.picture import draw_picture

    set_aside()
    return draw_picture


def _preview(selection: Selection, look: Look, words: Words) -> None:
    """The picture as it will be; drawn again only when something of it changed."""
    key = (selection.snapshot_id, selection.day.isoformat(), look)
    if st.session_state.get("share_preview", (None,))[0] != key:
        drawn = _drawing()(selection, look)
        st.session_state["share_preview"] = (key, drawn.png(), drawn.about["Description"])
    _, picture, described = st.session_state["share_preview"]
    st.image(picture, caption=described, width="stretch")
    st.download_button(
        words("panel.picture"), picture, f"kharita-{selection.snapshot_id}.png", "image/png",
        icon=":material/image:", key="share_picture", on_click="ignore",
    )  # fmt: skip


def _make(selection: Selection, look: Look, words: Words) -> None:
    """The button that makes the snapshot with its progress, then the one that downloads it."""
    named = place_names(selection.view.records, selection.view.filter.places)
    rows_as = words.joined([each.title for each in FORMATS.values() if each.sealed])
    st.caption(words("panel.inside", formats=rows_as))
    st.caption(f"{counts_text(selection.view, words)}. {filter_text(selection.view.filter, named, words)}.")
    key = (selection.snapshot_id, selection.day.isoformat(), look)
    if st.button(words("panel.make"), icon=":material/package_2:", type="primary", key="share_make"):
        bar = st.progress(0.0, words("panel.making"))
        try:
            content = _zipped(selection, look, lambda step, done: bar.progress(done, words(f"panel.{step}")))
            st.session_state["share_made"] = (key, content)
        except StoreError as error:
            st.error(words("panel.failed", error=str(error)))
        bar.empty()
    made: Any = st.session_state.get("share_made")
    if made and made[0] == key:
        size = f"{max(0.1, len(made[1]) / 1e6):.1f} MB"
        st.download_button(
            words("panel.download", size=size), made[1], f"kharita-{selection.snapshot_id}.zip", "application/zip",
            icon=":material/download:", key="share_download", on_click="ignore",
        )  # fmt: skip


def _zipped(selection: Selection, look: Look, progress: Any) -> bytes:
    from share.snapshot import write_snapshot

    try:
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / f"{selection.snapshot_id}.zip"
            return write_snapshot(
                selection, look, target, zipped=True, home=_home(), progress=progress
            ).read_bytes()
    except OSError as error:
        raise StoreError(f"The folder for temporary files cannot be used ({error.strerror}).") from error


def _links(selection: Selection, look: Look, words: Words) -> None:
    """Link, frame and citation, each with a button that copies it."""
    asked, home = selection.view.filter, _home()
    link = permalink(asked, look.language, home)
    title = look.title or title_text(selection.view, Words(look.language))
    day = selection.day.isoformat()
    for name, text, language in (
        ("link", link, None),
        ("embed", embed_snippet(asked, look.language, title, home), "html"),
        ("cite", citation(selection.snapshot_id, selection.data_hash, day, link), None),
    ):
        st.caption(words(f"panel.{name}"))
        st.code(text, language=language, wrap_lines=True)


def _home() -> str:
    """The address that this page was opened at, without its query."""
    address = (st.context.url or "").split("?")[0].split("#")[0]
    return address if address.startswith(("http://", "https://")) else HOME
