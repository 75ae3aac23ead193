"""The session: data and static files loaded once, and what this visitor has open."""

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from dashboard import controls, freshness
from dashboard.address import Address, read, write
from dashboard.assets import prepare_static
from dashboard.sign_in import come_back
from dashboard.timeline import PLAYING_KEY, UNIT_KEY
from pipeline.corrections import CorrectionBook, book_path, corrected_records
from pipeline.merging.lasting_ids import resolve_id
from pipeline.store import Store, open_store
from pipeline.view import Filter, Records, View, give_back, use_system_memory, view

__all__ = [
    "FIRST_KEY", "FOLLOW_KEY", "OPEN_KEY", "PAGE_KEY", "PICK_KEY", "SECOND_KEY", "Loaded",
    "arrive", "assets", "go", "hear", "leave", "load", "open_record", "opened_row", "set_aside",
]  # fmt: skip

OPEN_KEY = "open"
PICK_KEY = "pick"
PAGE_KEY = "page"
FOLLOW_KEY = "follow"  # a report: the record that holds it is to be opened
FIRST_KEY, SECOND_KEY = "compare.first", "compare.second"
_KEPT = (PAGE_KEY, UNIT_KEY)
_LEFT = "left"  # what the controls said at the end of the last run


# Views are pure functions of records and filter, so sessions that ask for the same share one.
_KEPT_VIEWS = 8  # 2 MB each at 100,000 records


@dataclass(frozen=True, slots=True)
class Loaded:
    """A build with its records; `view` is `pipeline.view.query.view` over them, the last few answers kept."""

    store: Store
    records: Records
    view: Callable[[Filter], View]


@st.cache_resource(max_entries=2, show_spinner=False)
def _loaded(folder: str, built: str, book: str, corrections: int) -> Loaded:
    # `built` tells a build from another of the same name, in a store that was made anew.
    use_system_memory()
    store = open_store(Path(folder))
    records = corrected_records(store, CorrectionBook(Path(book))) if corrections else Records.load(store)
    set_aside()
    return Loaded(store, records, lru_cache(maxsize=_KEPT_VIEWS)(partial(view, records)))


def set_aside() -> None:
    """Give back the memory that loading took, and take what stays out of the garbage collector's sight.

    Streamlit collects after every run, and going through the modules and the data took 130 ms of the 200
    that a filter change costs, while every other session waits for the interpreter.
    """
    give_back()
    gc.collect()
    gc.freeze()


def load(out: Path, root: Path) -> Loaded:
    """The build in force at `out` with what was corrected since; StoreError where none can be read."""
    freshness.note_shown(out)
    book = book_path(root)
    corrections = max((each.number for each in CorrectionBook(book).all()), default=0)
    store = open_store(out)
    built = f"{store.manifest.get('built_at')} {store.manifest.get('data_hash')} {store.folder.stat().st_mtime_ns}"
    return _loaded(str(store.folder), built, str(book), corrections)


@st.cache_resource(show_spinner=False)
def assets(root: str) -> dict[str, str]:
    """The static files of this process, made once."""
    return prepare_static(Path(root))


def arrive() -> Address:
    """Read the address and, where it was changed from outside, set every control to it."""
    come_back()
    state = st.session_state
    # Streamlit forgets a control that one run does not show; the filter outlives a look at another page.
    for key in [key for key in state if str(key).startswith(controls.PREFIX) or key in _KEPT]:
        state[key] = state[key]
    asked, changed = read(acted=_LEFT in state and _present() != state[_LEFT])
    if changed:
        controls.seed(asked.filter)
        state["lang"], state[OPEN_KEY], state["notes"] = asked.language, asked.opened, asked.filter.notes
        state[PAGE_KEY], state[UNIT_KEY] = asked.page, asked.bars
        state[FIRST_KEY], state[SECOND_KEY] = asked.first, asked.second
    return _present()


def _present() -> Address:
    state = st.session_state
    return Address(
        controls.current(), state["lang"], state.get(OPEN_KEY), state.get(PAGE_KEY) or "map",
        state.get(UNIT_KEY) or "month", state.get(FIRST_KEY), state.get(SECOND_KEY),
    )  # fmt: skip


def leave() -> None:
    """Write what is shown into the address; the steps of a playback are not worth an entry each."""
    st.session_state[_LEFT] = _present()
    if not st.session_state.pop(PLAYING_KEY, False):
        write(_present())


def go(page: str) -> None:
    """Turn to another page."""
    st.session_state[PAGE_KEY] = page


def hear(records: Records, name: str = "map") -> bool:
    """Take what a map says: the window it shows, and the rows that were clicked; whether one was opened."""
    state = st.session_state
    said: Any = state.get(name) or {}
    window = said.get("window")
    if (
        isinstance(window, list)
        and len(window) == 5
        and all(isinstance(each, int | float) for each in window)
    ):
        state[f"window.{name}"] = [float(each) for each in window]
    clicks = said.get("n", 0)
    if clicks == state.get(f"clicks.{name}", 0) or said.get("build") != records.build:
        return False
    state[f"clicks.{name}"] = clicks
    rows = [each for each in said.get("pick", []) if isinstance(each, int) and 0 <= each < len(records)]
    state[PICK_KEY] = [records.table.column("record_id")[each].as_py() for each in rows]
    if rows:
        state[OPEN_KEY] = state[PICK_KEY][0]
    return bool(rows)


def open_record(record_id: str | None) -> None:
    """Open one record, apart from any group that was clicked on the map."""
    st.session_state[OPEN_KEY] = record_id
    if record_id not in st.session_state.get(PICK_KEY, []):
        st.session_state[PICK_KEY] = []


def opened_row(records: Records, aliases: Mapping[str, str]) -> int | None:
    """The row of the open record, or None where none is open or it is not in the data.

    An id that an earlier build gave leads to the record that took its reports; after a correction the record
    that holds the report in FOLLOW_KEY is opened, whatever its id is now.
    """
    followed = _row_with_report(records, st.session_state.pop(FOLLOW_KEY, None))
    if followed is not None:
        st.session_state[OPEN_KEY] = records.table.column("record_id")[followed].as_py()
    wanted = st.session_state.get(OPEN_KEY)
    return records.row_of(resolve_id(wanted, aliases)) if wanted else None


def _row_with_report(records: Records, report_id: str | None) -> int | None:
    if report_id is None:
        return None
    lists = records.table.column("report_ids").combine_chunks()
    at = pc.index(pc.list_flatten(lists), pa.scalar(report_id, pa.string())).as_py()
    return None if at < 0 else int(pc.list_parent_indices(lists)[at].as_py())
