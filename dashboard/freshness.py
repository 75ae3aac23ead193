"""Whether a newer build lies in the store than the one that an open page shows."""

from pathlib import Path

import streamlit as st

from dashboard.texts import Texts

__all__ = ["build_in_force", "show_fresh"]

_SECONDS = 30


def build_in_force(out: Path) -> str:
    """The name of the build in force and when it was put there; "" where there is none."""
    try:
        current = out / "CURRENT"
        return f"{current.read_text('utf-8').strip()} {current.stat().st_mtime_ns}"
    except (OSError, ValueError):
        return ""


@st.fragment(run_every=_SECONDS)
def show_fresh(out: Path, shown: str, texts: Texts) -> None:
    """Offer new data while the page is open; what the person looks at does not change before they ask for it.

    Runs by itself and looks only at the file CURRENT. `shown` is what build_in_force said when the page was laid out.
    """
    now = build_in_force(out)
    if not now or now == shown:
        return
    # A button reruns its fragment alone, which would know as little as before: the whole page is to be read anew.
    if st.button(texts("state.fresh"), key="fresh", icon=":material/refresh:"):
        st.rerun(scope="app")
