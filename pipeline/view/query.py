"""The view: the one place where a filter becomes rows, cells and counts.

Page, table, timeline, exports and snapshots all show what `view` returns, so that they cannot disagree.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipeline.view.columns import EPOCH, UNDATED, Bools, Ints, Records, day_number
from pipeline.view.criteria import Period, first_day, last_day
from pipeline.view.filter import CRITERIA, FACETS, Filter

__all__ = [
    "UNITS",
    "Bars",
    "Cells",
    "Filter",
    "Records",
    "View",
    "Window",
    "bar_days",
    "bar_number",
    "view",
]

Rows = npt.NDArray[np.intp]

# From here on a share of the records can be left out of the first sight of the map.
MANY_RECORDS = 40
AREA_PRECISIONS = ("governorate", "area", "country")
# How wide a bar of the timeline can be.
UNITS = ("day", "week", "month")
_WEEK_OF_EPOCH = 3  # 1970-01-01 was a Thursday, and a week begins on its Monday


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the map that a person sees: degrees, and Leaflet's zoom level."""

    west: float
    south: float
    east: float
    north: float
    zoom: float

    def wider(self, share: float) -> "Window":
        """The window with `share` of its width and height added at each side."""
        across, up = (self.east - self.west) * share, (self.north - self.south) * share
        return Window(self.west - across, self.south - up, self.east + across, self.north + up, self.zoom)


@dataclass(frozen=True, slots=True)
class Cells:
    """Records binned for the map: mean position in degrees, how many, and how many of each group."""

    lat: npt.NDArray[np.float64]
    lon: npt.NDArray[np.float64]
    count: Ints
    groups: Ints  # (cells, groups)


@dataclass(frozen=True, slots=True)
class Bars:
    """A histogram: `counts[i]` is of bar `start + i` as `bar_number` counts; `apart` fits no single bar."""

    unit: str
    start: int
    counts: Ints  # (bars, groups)
    apart: Ints  # (groups,)


@dataclass(frozen=True)
class View:
    """What a filter shows: `rows` into the records, and for each facet how many rows each value would show.

    A facet's counts obey every other part of the filter but not the facet's own selection, so that they
    say what choosing a value would bring. `any_date` are the rows that the filter would show without its
    dates; `undated` counts those that a date filter hid for want of any date.
    """

    records: Records
    filter: Filter
    rows: Rows
    any_date: Rows
    counts: Mapping[str, Mapping[str, int]]
    undated: int

    def count(self, record: str) -> int:
        """How many incidents, or series, are shown."""
        return int(self.kept("record", record).sum())

    @property
    def claimed_only(self) -> int:
        """How many shown incidents only the attacker speaks of."""
        return int((self.kept("record", "incident") & self.kept("outcome", "claimed_only")).sum())

    @property
    def unconfirmed(self) -> int:
        """How many shown incidents are told as not confirmed, or as disputed."""
        doubted = self.records.coded("status").keep(("unconfirmed", "disputed"))[self.rows]
        return int((self.kept("record", "incident") & doubted).sum())

    def kept(self, column: str, value: str) -> Bools:
        """Which of the shown rows have `value` in a single-valued column."""
        return self.records.columns[column].keep((value,))[self.rows]

    @cached_property
    def period(self) -> tuple[dt.date, dt.date] | None:
        """The first and last day of what is shown, within those asked for; None where nothing has a date."""
        starts, ends = self.records.start[self.rows], self.records.end[self.rows]
        days = np.concatenate([starts[starts != UNDATED], ends[ends != UNDATED]])
        if not len(days):
            return None
        first, last = (EPOCH + dt.timedelta(int(day)) for day in (days.min(), days.max()))
        if self.filter.since:
            first = max(first, first_day(self.filter.since))
        if self.filter.until:
            last = min(last, last_day(self.filter.until))
        return min(first, last), last

    @cached_property
    def points(self) -> Rows:
        """The shown rows that a point may stand for: resolved to a site, a town or a district."""
        return self.rows[self._placed & ~self._wide]

    @cached_property
    def wide(self) -> Rows:
        """The shown rows that are known only to a governorate, a region or a country."""
        return self.rows[self._placed & self._wide]

    @cached_property
    def unplaced(self) -> int:
        """How many shown rows have no place on the map."""
        return int((~self._placed).sum())

    @cached_property
    def _placed(self) -> Bools:
        return ~np.isnan(self.records.x[self.rows])

    @cached_property
    def _wide(self) -> Bools:
        return self.records.columns["geo_precision"].keep(AREA_PRECISIONS)[self.rows]

    def extent(self, trimmed: float = 0.0) -> tuple[float, float, float, float] | None:
        """West, south, east and north of what is on the map, or None where nothing is.

        `trimmed` leaves out that share at each side, so that one far place does not make the rest tiny; few
        records are never trimmed.
        """
        placed = self.rows[self._placed]
        if not len(placed):
            return None
        share = trimmed if len(placed) >= MANY_RECORDS else 0.0
        lat, lon = (
            np.quantile(each[placed], [share, 1 - share]) for each in (self.records.lat, self.records.lon)
        )
        return float(lon[0]), float(lat[0]), float(lon[1]), float(lat[1])

    def within(self, window: Window) -> Rows:
        """The shown points that lie in a window."""
        points = self.points
        lat, lon = self.records.lat[points], self.records.lon[points]
        inside = (lon >= window.west) & (lon <= window.east) & (lat >= window.south) & (lat <= window.north)
        return points[inside]

    def months(self, groups: Ints, n_groups: int) -> Bars:
        """What the filter shows at any date, by month and group."""
        return self.bars(groups, n_groups, "month")

    def bars(self, groups: Ints, n_groups: int, unit: str) -> Bars:
        """What the filter shows at any date, by day, week or month and group.

        Only what lies within one bar is counted in it; the rest is counted apart, never spread.
        """
        rows = self.any_date
        first, last = (_bar_numbers(each[rows], unit) for each in (self.records.start, self.records.end))
        placed = (first == last) & (first != _NO_BAR)
        inside = first[placed]
        start = int(inside.min()) if len(inside) else 0
        n = int(inside.max()) - start + 1 if len(inside) else 0
        counts = np.bincount((inside - start) * n_groups + groups[rows][placed], minlength=n * n_groups)
        apart = np.bincount(groups[rows][~placed], minlength=n_groups)
        return Bars(unit, start, counts.reshape(n, n_groups).astype(np.int32), apart.astype(np.int32))

    def cells(self, rows: Rows, zoom: float, groups: Ints, n_groups: int, pixels: int = 60) -> Cells:
        """`rows` binned into squares of `pixels` at `zoom`; `groups` is each record's group."""
        across = 256 * 2 ** round(zoom) / pixels
        x, y = self.records.x[rows], self.records.y[rows]
        keys = np.floor(x * across).astype(np.int64) * (1 << 32) + np.floor(y * across).astype(np.int64)
        found, inverse = np.unique(keys, return_inverse=True)
        n = len(found)
        count = np.bincount(inverse, minlength=n)
        safe = np.maximum(count, 1)
        return Cells(
            lat=np.bincount(inverse, self.records.lat[rows], n) / safe,
            lon=np.bincount(inverse, self.records.lon[rows], n) / safe,
            count=count.astype(np.int32),
            groups=np.bincount(inverse * n_groups + groups[rows], minlength=n * n_groups)
            .reshape(n, n_groups)
            .astype(np.int32),
        )


def view(records: Records, asked: Filter) -> View:
    """What `asked` shows of `records`; a few milliseconds for 100,000 of them."""
    masks = {name: CRITERIA[name].keep(records, value) for name, value in asked.wanted().items()}
    dates = [name for name in masks if isinstance(CRITERIA[name], Period)]
    failed = np.zeros(len(records), dtype=np.uint8)  # how many criteria a row fails
    for name in masks.keys() - set(dates):
        failed += ~masks[name]
    any_date = np.flatnonzero(failed == 0)
    undated = 0
    if dates:
        nowhere = (records.start == UNDATED) & (records.end == UNDATED)
        undated = int(nowhere[any_date].sum())
    for name in dates:
        failed += ~masks[name]
    rows = np.flatnonzero(failed == 0)
    counts = {}
    for name, column in FACETS.items():
        # Rows that fail nothing but this facet are what another choice in it would show.
        others = rows if name not in masks else np.flatnonzero(failed == ~masks[name])
        counts[name] = records.coded(column).counts(others)
    return View(records, asked, rows, any_date, counts, undated)


_NO_BAR = np.iinfo(np.int64).min


def _bar_numbers(days: Ints, unit: str) -> npt.NDArray[np.int64]:
    """The number of the bar that each day lies in; _NO_BAR where the day is not known."""
    if unit == "month":
        numbers = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
    else:
        numbers = days.astype(np.int64)
        numbers = (numbers + _WEEK_OF_EPOCH) // 7 if unit == "week" else numbers
    return np.where(days == UNDATED, _NO_BAR, numbers)


def bar_number(day: dt.date, unit: str) -> int:
    """The bar of a day: days or weeks since 1970, or months since the year 0."""
    return int(_bar_numbers(np.array([day_number(day)], dtype=np.int32), unit)[0])


def bar_days(number: int, unit: str) -> tuple[dt.date, dt.date]:
    """The first and the last day of a bar."""
    if unit == "month":
        year, month = divmod(number, 12)
        last = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1) - dt.timedelta(1)
        return dt.date(year, month + 1, 1), last
    first = number if unit == "day" else number * 7 - _WEEK_OF_EPOCH
    return EPOCH + dt.timedelta(first), EPOCH + dt.timedelta(first + (0 if unit == "day" else 6))
