"""How much was read: articles by month of publication and outlet, to set beside every trend."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from pipeline.store import Store, open_store
from pipeline.view import first_day, last_day

__all__ = ["Coverage", "coverage"]

_COLUMNS = ["published_start", "published_end", "source", "language"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Articles by (month, outlet); a month is counted since the year 0 as in the view's bars.

    `undated` are those whose month of publication is not known; they are in `outlets` and in no month.
    """

    by_month: Counter[tuple[int, str]]
    outlets: Counter[str]
    languages: Counter[str]
    undated: int

    @property
    def months(self) -> Counter[int]:
        """Articles by month, of all outlets."""
        found: Counter[int] = Counter()
        for (month, _), n in self.by_month.items():
            found[month] += n
        return found

    def between(self, since: str, until: str) -> int:
        """How many articles were published in the months from `since` to `until`, as a filter writes them."""
        first, last = first_day(since), last_day(until)
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        return sum(n for month, n in self.months.items() if month in months)


def coverage(store: Store) -> Coverage:
    """The coverage of a build, counted once; StoreError where its articles cannot be read."""
    return _counted(str(store.folder))


@st.cache_resource(max_entries=2, show_spinner=False)
def _counted(folder: str) -> Coverage:
    table = open_store(Path(folder)).table("articles", _COLUMNS, ordered=False)
    by_month: Counter[tuple[int, str]] = Counter()
    outlets: Counter[str] = Counter()
    undated = 0
    columns = (table.column(name).to_pylist() for name in ("published_start", "published_end", "source"))
    for start, end, source in zip(*columns, strict=True):
        outlets[source or ""] += 1
        if start and end and (start.year, start.month) == (end.year, end.month):
            by_month[start.year * 12 + start.month - 1, source or ""] += 1
        else:
            undated += 1
    return Coverage(by_month, outlets, Counter(table.column("language").to_pylist()), undated)
