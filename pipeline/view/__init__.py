"""What a filter shows: the one function that map, table, timeline, exports and snapshots are drawn from."""

from pipeline.view.columns import EPOCH, UNDATED, Records, day_number, give_back, use_system_memory
from pipeline.view.filter import FILTER_KEYS, Filter, first_day, last_day
from pipeline.view.query import FACETS, UNITS, Bars, View, Window, bar_days, bar_number, view

__all__ = [
    "EPOCH",
    "FACETS",
    "FILTER_KEYS",
    "UNDATED",
    "UNITS",
    "Bars",
    "Filter",
    "Records",
    "View",
    "Window",
    "bar_days",
    "bar_number",
    "day_number",
    "first_day",
    "give_back",
    "last_day",
    "use_system_memory",
    "view",
]
