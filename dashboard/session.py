"""The session: data and static files loaded once, and what this visitor has open."""

from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import controls
from dashboard.address import Address, read, write
from dashboard.assets import prepare_static
from pipeline.filter import Filter
from pipeline.store import Store, open_store
from pipeline.view import Records

__all__ = ["OPEN_KEY", "PICK_KEY", "arrive", "assets", "hear", "leave", "load", "open_record", "opened_row"]

OPEN_KEY = "open"
PICK_KEY = "pick"


@st.cache_resource(max_entries=2, show_spinner=False)
def _loaded(folder: str) -> tuple[Store, Records]:
    store = open_store(Path(folder))
    return store, Records.load(store)


def load(out: Path) -> tuple[Store, Records]:
    """The build in force at `out`; StoreError where there is none or it cannot be read."""
    return _loaded(str(open_store(out).folder))


@st.cache_resource(show_spinner=False)
def assets(root: str) -> dict[str, str]:
    """The static files of this process, made once."""
    return prepare_static(Path(root))


def arrive() -> Address:
    """Read the address and, where it was changed from outside, set every control to it."""
    asked, changed = read()
    if changed:
        controls.seed(asked.filter)
        st.session_state["lang"] = asked.language
        st.session_state[OPEN_KEY] = asked.opened
        st.session_state["notes"] = asked.filter.notes
    return Address(controls.current(), st.session_state["lang"], st.session_state.get(OPEN_KEY))


def leave(asked: Filter, language: str) -> None:
    """Write what is shown into the address."""
    write(Address(asked, language, st.session_state.get(OPEN_KEY)))


def hear(records: Records) -> None:
    """Take what the map says: the rows that were clicked, and the window it shows."""
    said: Any = st.session_state.get("map") or {}
    window = said.get("window")
    if (
        isinstance(window, list)
        and len(window) == 5
        and all(isinstance(each, int | float) for each in window)
    ):
        st.session_state["window"] = [float(each) for each in window]
    clicks = said.get("n", 0)
    if clicks == st.session_state.get("clicks", 0) or said.get("build") != records.build:
        return
    st.session_state["clicks"] = clicks
    rows = [each for each in said.get("pick", []) if isinstance(each, int) and 0 <= each < len(records)]
    st.session_state[PICK_KEY] = [records.table.column("record_id")[each].as_py() for each in rows]
    if rows:
        st.session_state[OPEN_KEY] = st.session_state[PICK_KEY][0]


def open_record(record_id: str | None) -> None:
    """Open one record, apart from any group that was clicked on the map."""
    st.session_state[OPEN_KEY] = record_id
    if record_id not in st.session_state.get(PICK_KEY, []):
        st.session_state[PICK_KEY] = []


def opened_row(records: Records) -> int | None:
    """The row of the open record, or None where none is open or it is not in the data."""
    wanted = st.session_state.get(OPEN_KEY)
    return records.row_of(wanted) if wanted else None
