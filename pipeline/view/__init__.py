"""What a filter shows: the one function that map, table, timeline, exports and snapshots are drawn from."""

from pipeline.view.columns import EPOCH, UNDATED, Records, day_number, give_back, use_system_memory
from pipeline.view.criteria import AtLeast, Box, Choice, Criterion, Period, Switch, Text, first_day, last_day
from pipeline.view.filter import CRITERIA, FACETS, FILTER_KEYS, Filter
from pipeline.view.query import UNITS, Bars, View, Window, bar_days, bar_number, view
from pipeline.view.unmerged import unmerged_records

__all__ = [
    "CRITERIA",
    "EPOCH",
    "FACETS",
    "FILTER_KEYS",
    "UNDATED",
    "UNITS",
    "AtLeast",
    "Bars",
    "Box",
    "Choice",
    "Criterion",
    "Filter",
    "Period",
    "Records",
    "Switch",
    "Text",
    "View",
    "Window",
    "bar_days",
    "bar_number",
    "day_number",
    "first_day",
    "give_back",
    "last_day",
    "unmerged_records",
    "use_system_memory",
    "view",
]
