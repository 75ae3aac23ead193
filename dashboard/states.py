"""What the page says when there is nothing to show: what is missing, and the command that mends it."""

import html

import streamlit as st

from dashboard import controls
from dashboard.texts import Texts
from share.marking import plain

__all__ = ["show_broken", "show_no_attacks", "show_no_match"]


def show_broken(error: Exception, texts: Texts) -> None:
    """There is no data yet, or it cannot be read: what to do about it."""
    told = str(error)
    # The store's own sentences tell the two cases apart; a build that is simply not there is no fault.
    if told.startswith("There is no build") or "no finished build" in told:
        _show("no_store", texts("state.no_store_do"), "make run\nmake run ARTICLES=path/to/articles", texts)
    else:
        _show("broken", texts("state.broken_do", error=told), ".venv/bin/python -m pipeline restore", texts)


def show_no_attacks(articles: int, texts: Texts) -> None:
    """The articles were read and tell of no attack."""
    _show(
        "empty_store",
        texts("state.empty_store_do", articles=texts.count("state.articles", articles)),
        ".venv/bin/python -m pipeline build PATH --add",
        texts,
    )


def show_no_match(texts: Texts) -> None:
    """The filter fits nothing; one click clears it."""
    with st.container(key="state", border=True):
        st.html(f"<b>{texts('state.no_match')}</b><p>{texts('state.no_match_do')}</p>")
        st.button(texts("filter.clear"), key="clear_state", on_click=controls.clear)


def _show(name: str, told: str, command: str, texts: Texts) -> None:
    with st.container(key="state", border=True):
        st.html(f"<h2>{texts(f'state.{name}')}</h2><p>{html.escape(plain(told))}</p>")
        st.code(command, language="bash")
