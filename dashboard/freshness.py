"""Whether a newer build lies in the store than the one that an open page shows."""

import os
from pathlib import Path

import streamlit as st

from dashboard.texts import Texts

__all__ = ["build_in_force", "note_shown", "show_fresh"]

_SECONDS = "30"
_KEY = "shown_build"


def build_in_force(out: Path) -> str:
    """The name of the build in force and when it was put there; "" where there is none."""
    try:
        current = out / "CURRENT"
        return f"{current.read_text('utf-8').strip()} {current.stat().st_mtime_ns}"
    except (OSError, ValueError):
        return ""


def note_shown(out: Path) -> None:
    """Keep which build this visitor is about to be shown; called before it is loaded, so that none slips between."""
    st.session_state[_KEY] = build_in_force(out)


def show_fresh(out: Path, texts: Texts) -> None:
    """Offer new data while the page is open; what the person looks at does not change before they ask for it.

    Looks by itself, every KHARITA_LOOK_SECONDS (30), and only at the file CURRENT.
    """
    seconds = float(os.environ.get("KHARITA_LOOK_SECONDS", _SECONDS))
    st.fragment(_offer, run_every=seconds)(out, texts)


def _offer(out: Path, texts: Texts) -> None:
    now = build_in_force(out)
    if not now or now == st.session_state.get(_KEY, now):
        return
    # A button reruns its fragment alone; the whole page is to be read anew.
    if st.button(texts("state.fresh"), key="fresh", icon=":material/refresh:"):
        st.rerun(scope="app")
